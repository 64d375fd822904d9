import { beforeAll, expect, inject, test } from "vitest";
import { Bench, chargeOf, expectProblem, fakeModel } from "./drill.ts";

const bench = new Bench(inject("productUrl"));
const MANY = 20;
const TOKENS = { input: 3_000, output: 500 };
/** The hold covers input estimate and the largest output, so a balance fits a known number of them. */
const HOLD_PT = 10;

beforeAll(async () => {
  await bench.rateCard([
    fakeModel("answer", "fake:tokens=20,chunkMs=10,inputTokens=3000"),
    fakeModel("dear", "fake:tokens=500,inputTokens=3000,headersMs=300", { maxOutputTokens: 950 }),
  ]);
});

const times = <T>(make: (at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: MANY }, (_, at) => make(at)));

const question = { model: "dear", messages: [{ role: "user", content: "All at once" }] };

test("20 parallel sends with one client id are one message, one turn and one charge", async () => {
  const person = await bench.seed();
  const id = await bench.newConversation(person);
  const body = { text: "Only once", model: "answer", clientId: "client-id-one" };
  const sent = await times(async () => await bench.send(person, id, body));
  for (const { status, text } of sent) expect([201, 202], text).toContain(status);
  expect(new Set(sent.map(({ json }) => json["turnId"])).size).toBe(1);
  await bench.answered(person, id);
  expect((await bench.transcript(person, id)).items).toHaveLength(2);
  const folded = await bench.replayAtRest(person);
  expect(folded.kinds).toMatchObject({ hold: 1, settle: 1 });
  expectProblem(await bench.send(person, id, { ...body, text: "Something else" }), 409);
  expect((await bench.send(person, id, body)).json["turnId"]).toBe(sent[0]?.json["turnId"]);
});

test("of 20 parallel sends with different client ids one is accepted and the others are told why", async () => {
  const person = await bench.seed();
  const id = await bench.newConversation(person);
  const sent = await times(
    async (at) => await bench.send(person, id, { text: `Me ${at}`, model: "answer" }),
  );
  const accepted = sent.filter(({ status }) => status === 202);
  expect(accepted).toHaveLength(1);
  for (const answer of sent.filter((one) => !accepted.includes(one))) expectProblem(answer, 409);
  await bench.answered(person, id);
  expect((await bench.transcript(person, id)).items).toHaveLength(2);
  expect((await bench.replayAtRest(person)).kinds).toMatchObject({ hold: 1, settle: 1 });
});

test("of 20 parallel completions at a balance for two, two are answered and the rest get 402", async () => {
  const person = await bench.seed({ grants: [{ amountPt: 2 * HOLD_PT, kind: "topup" }] });
  const answers = await times(
    async () => await bench.api(person, "POST", "/chat/completions", question),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
  for (const answer of answers.filter(({ status }) => status !== 200)) expectProblem(answer, 402);
  const folded = await bench.replayAtRest(person);
  expect(folded.settledPt).toBe(2 * chargeOf(TOKENS));
  expect(folded.writtenOffPt).toBe(0);
});

test("20 parallel completions with one Idempotency-Key are charged once", async () => {
  const person = await bench.seed();
  const headers = { "idempotency-key": "the-same-key" };
  const complete = async (body: unknown = question) =>
    await bench.api(person, "POST", "/chat/completions", body, { headers });
  const answers = await times(async () => await complete());
  expect(answers.some(({ status }) => status === 200)).toBe(true);
  for (const answer of answers.filter(({ status }) => status !== 200)) expectProblem(answer, 409);
  const again = await complete();
  expect(again.status).toBe(200);
  const ids = answers.filter(({ status }) => status === 200).map(({ json }) => json["id"]);
  expect(new Set([...ids, again.json["id"]]).size).toBe(1);
  expectProblem(await complete({ ...question, temperature: 1 }), 409);
  const folded = await bench.replayAtRest(person);
  expect(folded).toMatchObject({ settledPt: chargeOf(TOKENS), kinds: { hold: 1, settle: 1 } });
});

test("20 parallel streams with one Idempotency-Key are charged once", async () => {
  const person = await bench.seed();
  const headers = { "idempotency-key": "the-same-stream" };
  const answers = await times(
    async () =>
      await bench.api(
        person,
        "POST",
        "/chat/completions",
        { ...question, stream: true },
        { headers },
      ),
  );
  for (const answer of answers.filter(({ status }) => status !== 200)) expectProblem(answer, 409);
  expect(answers.some(({ text }) => text.includes("[DONE]"))).toBe(true);
  const folded = await bench.replayAtRest(person);
  expect(folded).toMatchObject({ settledPt: chargeOf(TOKENS), kinds: { hold: 1, settle: 1 } });
});

test("parallel creations with one Idempotency-Key make one thing", async () => {
  const person = await bench.seed();
  const headers = { "idempotency-key": "create-one" };
  const made = await times(
    async () => await bench.api(person, "POST", "/conversations", { title: "One" }, { headers }),
  );
  for (const answer of made.filter(({ status }) => status !== 201)) expectProblem(answer, 409);
  const list = await bench.api(person, "GET", "/conversations");
  expect(list.json["items"]).toHaveLength(1);
});

test("stop, regenerate, delete and send at once leave one settle for each hold", async () => {
  const person = await bench.seed();
  const id = await bench.newConversation(person);
  await bench.send(person, id, { text: "First", model: "answer" });
  const question = (await bench.transcript(person, id)).items[0]?.id;
  await bench.answered(person, id);
  const path = `/conversations/${id}`;
  const answers = await Promise.all([
    bench.api(person, "POST", `${path}/messages/${question}/regenerate`, { model: "answer" }),
    bench.send(person, id, { text: "Second", model: "answer" }),
    bench.api(person, "POST", `${path}/stop`),
    bench.api(person, "POST", `${path}/stop`),
    bench.api(person, "DELETE", path),
    bench.api(person, "DELETE", path),
    bench.send(person, id, { text: "Third", model: "answer" }),
  ]);
  for (const { status, text } of answers) expect(status, text).toBeLessThan(500);
  await bench.drain();
  const { kinds } = await bench.replayAtRest(person);
  expect((kinds["settle"] ?? 0) + (kinds["release"] ?? 0)).toBe(kinds["hold"]);
  expectProblem(await bench.api(person, "GET", `${path}/messages`), 404);
});
