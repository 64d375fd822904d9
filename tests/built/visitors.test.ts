import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type StartedProduct, startProduct } from "../support/serve-built.ts";
import {
  type Answer,
  Bench,
  cookiesOf,
  expectProblem,
  fakeModel,
  readAnswer,
  until,
} from "./drill.ts";

const home = mkdtempSync(join(tmpdir(), "selvedge-visitors-"));
const answerModel = fakeModel("answer", "fake:tokens=40,chunkMs=20,inputTokens=5", {
  maxOutputTokens: 100,
});
let running: StartedProduct;
let bench: Bench;

beforeAll(async () => {
  running = await startProduct(home, {
    OPENAI_BASE_URL: `${inject("fakeOpenAiUrl")}/v1`,
    OPENAI_API_KEY: "sk-test",
  });
  bench = new Bench(running.url);
  await bench.rateCard([answerModel]);
});

afterAll(async () => {
  await running.end("SIGTERM");
  rmSync(home, { recursive: true, force: true });
});

async function write(text: string, cookie = "", more: object = {}): Promise<Answer> {
  const response = await fetch(`${bench.url}/visitor/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: bench.url, cookie },
    body: JSON.stringify({ clientId: `visit-${text}`, text, ...more }),
  });
  return await readAnswer(response);
}

/** The form, then the mailed link, in the visitor's browser. */
async function register(email: string, cookie: string): Promise<Answer> {
  const body = new URLSearchParams({ email, password: "a-long-enough-password", name: "V" });
  const response = await fetch(`${bench.url}/register`, {
    method: "POST",
    headers: { origin: bench.url, accept: "text/html", cookie },
    body,
    redirect: "manual",
  });
  const asked = await readAnswer(response);
  expect(asked.status, asked.text.slice(0, 300)).toBe(200);
  return await bench.followVerify(email, `${cookie}; ${cookiesOf(asked)}`);
}

async function me(cookie: string) {
  const init = { headers: { cookie } };
  const credits = (await bench.api(null, "GET", "/credits", undefined, init)).json;
  const list = (await bench.api(null, "GET", "/conversations", undefined, init)).json;
  return {
    accountId: String(credits["accountId"]),
    balancePt: String(credits["balancePt"]),
    heldPt: credits["heldPt"],
    conversations: (list["items"] as { id: string }[]).map(({ id }) => id),
  };
}

describe("a visitor", () => {
  test("who follows the link in two tabs at once carries the conversation and the PT exactly once", async () => {
    const first = await write("first");
    expect(first.status, first.text).toBe(200);
    expect(first.text).toContain('"settled"');
    const cookie = cookiesOf(first);
    const conversationId = /conv_\w+/.exec(first.text)?.[0];
    const before = await me(cookie);
    expect(Number(before.balancePt)).toBeLessThan(25);
    const email = "two-tabs@example.test";
    const body = new URLSearchParams({ email, password: "a-long-enough-password", name: "V" });
    const headers = { origin: bench.url, accept: "text/html", cookie };
    const init = { method: "POST", headers, body, redirect: "manual" } as const;
    const asked = await readAnswer(await fetch(`${bench.url}/register`, init));
    const browser = `${cookie}; ${cookiesOf(asked)}`;
    const tabs = await Promise.all([
      bench.followVerify(email, browser),
      bench.followVerify(email, browser),
    ]);
    const won = tabs.filter(({ status }) => status === 302 || status === 303);
    expect(won, tabs.map(({ text }) => text.slice(0, 300)).join()).toHaveLength(1);
    await bench.drain();
    for (const tab of won) {
      const after = await me(cookiesOf(tab));
      expect(after.conversations).toEqual([conversationId]);
      expect(Number(after.balancePt)).toBe(500 + Number(before.balancePt));
    }
    const old = await bench.ledger(before.accountId);
    const total = old.entries
      .filter(({ side }) => side === "available" || side === "held")
      .reduce((sum, { amountMicroPt }) => sum + BigInt(amountMicroPt), 0n);
    expect(total).toBe(0n);
    const stale = await bench.api(null, "GET", `/conversations/${conversationId}`, undefined, {
      headers: { cookie },
    });
    expect([401, 404]).toContain(stale.status);
  });

  test("who registers with another address in each tab carries them to one of the two", async () => {
    const first = await write("either");
    const cookie = cookiesOf(first);
    const before = await me(cookie);
    const tabs = await Promise.all([
      register("either-a@example.test", cookie),
      register("either-b@example.test", cookie),
    ]);
    await bench.drain();
    const [a, b] = await Promise.all(tabs.map(async (tab) => await me(cookiesOf(tab))));
    expect((a?.conversations.length ?? 0) + (b?.conversations.length ?? 0)).toBe(1);
    expect(Number(a?.balancePt) + Number(b?.balancePt)).toBe(1_000 + Number(before.balancePt));
  });

  test("who registers while an answer is written gets it, and the rest of what was held", async () => {
    const first = await write("warm up");
    const cookie = cookiesOf(first);
    const conversationId = /conv_\w+/.exec(first.text)?.[0] ?? "";
    const writing = write("still writing", cookie, { conversationId });
    await until(
      async () => await me(cookie),
      ({ heldPt }) => heldPt !== "0",
    );
    const tab = await register("in-the-middle@example.test", cookie);
    await writing;
    const session = cookiesOf(tab);
    await until(
      async () => {
        await bench.drain();
        await bench.call("POST", "/cron", { name: "carry-adopted" });
        return await me(session);
      },
      ({ balancePt }) => Number(balancePt) > 500,
    );
    const { balancePt, heldPt, conversations } = await me(session);
    expect(heldPt).toBe("0");
    expect(conversations).toEqual([conversationId]);
    expect(Number(balancePt)).toBe(500 + 25 - 2);
    const path = `/conversations/${conversationId}/messages`;
    const kept = await bench.api(null, "GET", path, undefined, { headers: { cookie: session } });
    expect(kept.json["items"]).toHaveLength(4);
    expect(kept.text).not.toContain('"streaming"');
  });

  test("who sends the first message twice, for want of an answer, has asked once", async () => {
    const cookie = cookiesOf(await write("hello"));
    const answers = await Promise.all([write("again", cookie), write("again", cookie)]);
    answers.push(await write("again", cookie));
    for (const { status, text } of answers) expect(status, text).toBe(200);
    const ids = answers.map(({ text }) => /conv_\w+/.exec(text)?.[0]);
    expect(new Set(ids).size).toBe(1);
    const { balancePt, conversations } = await me(cookie);
    expect(conversations).toHaveLength(2);
    expect(balancePt).toBe("23");
  });

  test("spends no more than the small gift, is told how to go on, and has no empty conversations", async () => {
    await bench.rateCard([fakeModel("dear", "fake:tokens=2,inputTokens=5,reasoningTokens=990")]);
    const answers = [await write("spend")];
    const cookie = cookiesOf(answers[0] ?? { headers: new Headers() });
    for (let at = 0; at < 4; at++) answers.push(await write(`spend ${at}`, cookie));
    await bench.rateCard([answerModel]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 402, 402, 402]);
    for (const refused of answers.slice(2)) expectProblem(refused, 402);
    const { balancePt, conversations } = await me(cookie);
    expect(Number(balancePt)).toBe(5);
    expect(conversations).toHaveLength(2);
  });

  test("cannot be made up or borrowed", async () => {
    const cookie = cookiesOf(await write("borrow"));
    const name = cookie.slice(0, cookie.indexOf("="));
    for (const forged of [`${name}=vis_01M7XZ`, `${cookie}x`, cookie.replace("vis_", "vis_0")]) {
      const answer = await bench.api(null, "GET", "/credits", undefined, {
        headers: { cookie: forged },
      });
      expectProblem(answer, 401);
    }
  });
});

test("the eleventh new visitor of a network in a day is refused, and one that is known is not", async () => {
  const known = cookiesOf(await write("known"));
  let refused: Answer | undefined;
  for (let at = 0; at < 12 && refused === undefined; at++) {
    const answer = await write(`new ${at}`);
    if (answer.status !== 200) refused = answer;
  }
  if (refused === undefined) throw new Error("nobody was refused");
  expectProblem(refused, 402, 429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await write("still known", known)).status).toBe(200);
});

describe("rates", () => {
  test("a key's requests above its rate are 429 and say when to come back", async () => {
    const person = await bench.seed({ apiKey: { requestsPerMinute: 5 } });
    const answers: Answer[] = [];
    for (let at = 0; at < 8; at++) answers.push(await bench.api(person, "GET", "/models"));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    for (const answer of answers) {
      expect(Number(answer.headers.get("ratelimit-limit"))).toBe(5);
      expect(Number(answer.headers.get("ratelimit-remaining"))).toBeGreaterThanOrEqual(0);
      expect(Number(answer.headers.get("ratelimit-reset"))).toBeLessThanOrEqual(60);
    }
    const refused = answers[5];
    if (refused === undefined) throw new Error("not refused");
    expectProblem(refused, 429);
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    await bench.clock(seconds * 1_000);
    expect((await bench.api(person, "GET", "/models")).status).toBe(200);
    await bench.clock(0);
  });

  test("parallel requests are counted one by one", async () => {
    const person = await bench.seed({ apiKey: { requestsPerMinute: 10 } });
    const answers = await Promise.all(
      Array.from({ length: 40 }, async () => await bench.api(person, "GET", "/models")),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
  });

  test("passwords cannot be tried at speed", async () => {
    const person = await bench.seed();
    const statuses: number[] = [];
    for (let at = 0; at < 12; at++) {
      const body = new URLSearchParams({ email: person.email, password: `wrong-password-${at}` });
      const headers = { origin: bench.url, accept: "text/html" };
      const response = await fetch(`${bench.url}/sign-in`, { method: "POST", headers, body });
      statuses.push(response.status);
      await response.text();
    }
    expect(statuses.slice(0, 5).every((status) => status === 401)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
  });
});
