import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { createCtx } from "#platform/create-ctx";
import type { Actor } from "#platform/ctx";
import { registerUser, resolveActor, signIn } from "./index.ts";

const anonymous: Actor = { kind: "anonymous", ipHash: "a".repeat(32) };
const openCtx = (actor: Actor = anonymous) => createCtx(env, { actor });

function requestWith(setCookies: string[]): Request {
  const cookie = setCookies.map((one) => one.split(";")[0]).join("; ");
  return new Request("http://localhost:8787/", { headers: { cookie } });
}

test("registering signs in to a personal workspace on the Free plan", async () => {
  const made = await registerUser(openCtx(), {
    email: "Ada@Example.com",
    password: "correct horse",
  });
  const { actor, workspace } = await resolveActor(requestWith(made.setCookies), env);
  expect(actor).toMatchObject({
    kind: "user",
    userId: made.userId,
    email: "ada@example.com",
    name: "ada",
  });
  expect(workspace).toEqual(made.workspace);
  const again = await signIn(openCtx(), { email: "ada@example.com", password: "correct horse" });
  expect(again.userId).toBe(made.userId);
});
