import { afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import {
  type Answer,
  Bench,
  chargeOf,
  cookiesOf,
  expectProblem,
  fakeModel,
  readAnswer,
} from "./drill.ts";

const bench = new Bench(inject("productUrl"));
const targets = ["queue", "d1", "r2", "object"] as const;
const TOKENS = { input: 1_500, output: 10 };
let made = 0;

beforeAll(async () => {
  await bench.rateCard([fakeModel("answer", "fake:tokens=10,inputTokens=1500")]);
});

afterEach(async () => {
  for (const target of targets) await bench.fault(target, "error", 0);
});

/** A failure inside is told as a problem that says so, or is not seen at all. */
function expectClean(answer: Answer): void {
  if (answer.status >= 400) expectProblem(answer, 409, 500, 503);
  expect(answer.text).not.toMatch(/Injected|D1_ERROR|stack/);
}

const breakages = targets.flatMap((target) => [
  { target, mode: "error", count: 3 },
  { target, mode: "lost-reply", count: 1 },
]);

async function broken<T>(
  { target, mode, count }: (typeof breakages)[number],
  call: () => Promise<T>,
): Promise<T> {
  await bench.fault(target, mode, count);
  const answer = await call();
  await bench.fault(target, "error", 0);
  return answer;
}

async function register(email: string): Promise<Answer> {
  const body = new URLSearchParams({ email, password: "a-long-enough-password", name: "F" });
  const response = await fetch(`${bench.url}/register`, {
    method: "POST",
    headers: { origin: bench.url },
    body,
    redirect: "manual",
  });
  return await readAnswer(response);
}

describe("while a part of the product fails", () => {
  test.each(breakages)(
    "$target, $mode: what was asked happens once or not at all",
    async (breakage) => {
      const person = await bench.seed();
      const id = await bench.newConversation(person);
      const body = { text: "Through thick and thin", model: "answer", clientId: `fault-${id}` };
      expectClean(await broken(breakage, async () => await bench.send(person, id, body)));
      const again = await bench.send(person, id, body);
      expect(again.status, again.text).toBeLessThan(300);
      const message = await bench.answered(person, id);
      expect(message).toMatchObject({ state: "complete" });

      const added = await broken(
        breakage,
        async () => await bench.upload(person, "fault.txt", "A document about ferrets and faults."),
      );
      expectClean(added);

      made += 1;
      const email = `fault-${process.pid}-${made}@example.test`;
      const first = await broken(breakage, async () => await register(email));
      expect(first.text).not.toMatch(/Injected|D1_ERROR/);
      const second = await register(email);
      expect(second.status, second.text.slice(0, 500)).toBe(200);

      await bench.drain();
      expect((await bench.transcript(person, id)).items).toHaveLength(2);
      expect((await bench.replayAtRest(person)).settledPt).toBe(chargeOf(TOKENS));
      const entries = await bench.api(person, "GET", "/credits/entries");
      expect(entries.text).toContain(message.charge?.transactionId);
      const found = await bench.api(person, "GET", "/messages?query=thick");
      expect(found.json["items"], "the projection caught up").toHaveLength(1);
      const { json } = await bench.api(person, "GET", "/documents");
      const items = json["items"] as { id: string }[];
      expect(items.length).toBe(added.status === 201 ? 1 : items.length);
      for (const { id: documentId } of items) {
        expect((await bench.api(person, "DELETE", `/documents/${documentId}`)).status).toBe(204);
      }
      const confirmed = await bench.followVerify(email, cookiesOf(second));
      const headers = { cookie: cookiesOf(confirmed) };
      const credits = await bench.api(null, "GET", "/credits", undefined, { headers });
      expect(credits.json).toMatchObject({ balancePt: "500", heldPt: "0" });
    },
  );

  test.each(targets)("%s, for long: every read is answered or refused cleanly", async (target) => {
    const person = await bench.seed();
    const id = await bench.newConversation(person);
    await bench.fault(target, "error", 1_000);
    const paths = ["/me", "/credits", "/credits/entries", "/models", "/conversations", "/api-keys"];
    for (const path of [...paths, `/conversations/${id}/messages`, "/messages?query=x"]) {
      expectClean(await bench.api(person, "GET", path));
    }
    for (const path of ["/", "/sign-in", "/chat", "/credits"]) {
      const page = await fetch(bench.url + path, { headers: { cookie: person.cookie } });
      expect(await page.text()).not.toMatch(/Injected|D1_ERROR/);
    }
  });
});

test("a completion whose ledger stalls is refused or charged once, and can be repeated", async () => {
  const person = await bench.seed();
  const headers = { "idempotency-key": "stalled-once" };
  const body = { model: "answer", messages: [{ role: "user", content: "Hello" }] };
  await bench.fault("object", "stall", 1);
  expectClean(await bench.api(person, "POST", "/chat/completions", body, { headers }));
  const again = await bench.api(person, "POST", "/chat/completions", body, { headers });
  expect(again.status, again.text).toBe(200);
  expect(await bench.replayAtRest(person)).toMatchObject({ settledPt: chargeOf(TOKENS) });
});

test("a page that cannot be drawn says so as a page, in the reader's language", async () => {
  const person = await bench.seed();
  await bench.fault("d1", "error", 50);
  const response = await fetch(`${bench.url}/credits`, {
    headers: { cookie: person.cookie, accept: "text/html", "accept-language": "de" },
  });
  await bench.fault("d1", "error", 0);
  const html = await response.text();
  expect(response.status).toBeGreaterThanOrEqual(500);
  expect(response.headers.get("content-type")).toContain("text/html");
  expect(html).toContain('lang="de"');
  expect(html).toContain(response.headers.get("x-request-id") ?? "no id");
  expect(html).not.toMatch(/Injected|D1_ERROR|stack/);
});
