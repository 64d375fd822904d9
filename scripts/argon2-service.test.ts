import { Request } from "miniflare";
import { expect, test } from "vitest";
import { answerArgon2 } from "./argon2-service.ts";

test.each([
  [
    "caf\u00e9 noir \u{1F511}",
    { memoryKiB: 12_288, passes: 3, lanes: 1, keyBytes: 32 },
    "GujgFn38VP+EQ2z5BX+QcC2B5J6P6OrHuZEviJVVDko=",
  ],
  [
    "older",
    { memoryKiB: 64, passes: 2, lanes: 2, keyBytes: 24 },
    "e4nLWyOUtZEy9ftGqYHip1aJOHlKE0Or",
  ],
])(
  "%s gets the key that the reference implementation's program makes",
  async (password, cost, key) => {
    const body = {
      ...cost,
      password: Buffer.from(password).toString("base64"),
      salt: Buffer.alloc(16, 7).toString("base64"),
    };
    const request = new Request("http://argon2/", { method: "POST", body: JSON.stringify(body) });
    const answer = await answerArgon2(request);
    expect(Buffer.from(await answer.arrayBuffer()).toString("base64")).toBe(key);
  },
);
