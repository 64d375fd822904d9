import { expect, test } from "vitest";
import { call, expectProblem, ORIGIN } from "../support/api.ts";

const origin = { origin: ORIGIN };
const headersFrom = (ip: string) => ({ ...origin, "cf-connecting-ip": ip });

function eventsOf(text: string): Record<string, unknown>[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json ?? ""));
}

function cookieOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
}

test("someone without an account is estimated without becoming a visitor", async () => {
  const answer = await call("/visitor/estimate", { json: { text: "Hello" }, headers: origin });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json).toMatchObject({ availableMicroPt: 25_000_000, fits: true });
  expect(answer.headers.getSetCookie()).toEqual([]);
});

test("a visitor's first message makes them one, is answered live and charged to their gift", async () => {
  const headers = headersFrom("192.0.2.10");
  const json = { clientId: "home-00001", text: "How do I top up PT?" };
  const first = await call("/visitor/messages", { json, headers });
  expect(first.status, first.text).toBe(200);
  const cookie = cookieOf(first.headers);
  expect(cookie).toMatch(/^__Host-selvedge-visitor=/);
  const events = eventsOf(first.text);
  expect(events[0]).toMatchObject({ type: "started" });
  expect(events.some(({ type }) => type === "delta")).toBe(true);
  const settled = events.at(-1) as { chargedPt: string; balance: { availableMicroPt: number } };
  expect(settled.balance.availableMicroPt).toBe(25_000_000 - Number(settled.chargedPt) * 1e6);
  const { conversationId } = events[0] ?? {};
  const again = { clientId: "home-00002", text: "And what is a PT?", conversationId };
  const second = await call("/visitor/messages", { json: again, cookie, headers });
  expect(eventsOf(second.text).at(-1)).toMatchObject({ type: "settled" });
  expect(second.headers.getSetCookie()).toEqual([]);
  const path = `/api/v1/conversations/${String(conversationId)}/messages`;
  expect((await call(path, { cookie })).json["items"]).toHaveLength(4);
});

test("a page of another site cannot write as a visitor, and nonsense makes no visitor", async () => {
  const json = { clientId: "home-00001", text: "Hello" };
  const headers = { origin: "https://elsewhere.example" };
  expectVisitorProblem(await call("/visitor/messages", { json, headers }), "cross-origin");
  const wrong = await call("/visitor/messages", { json: { text: "" }, headers: origin });
  expectVisitorProblem(wrong, "invalid-input");
  expect(wrong.headers.getSetCookie()).toEqual([]);
});

test("a network gets only so many new visitors a day", async () => {
  const headers = headersFrom("192.0.2.99");
  let last = await call("/healthz");
  for (let at = 0; at < 12; at++) {
    const json = { clientId: `home-1000${at}`, text: "Hello" };
    last = await call("/visitor/messages", { json, headers });
  }
  expectProblem(last, "quota-reached", 402);
});

function expectVisitorProblem(answer: Awaited<ReturnType<typeof call>>, slug: string): void {
  expect(answer.json).toMatchObject({ slug });
}
