import { expect, test } from "vitest";
import { DAY_MS } from "#core/time";
import {
  addressThat,
  countAudit,
  mailOf,
  receivedBy,
  requestMail,
  smtpCtx,
  triesOf,
  workOn,
} from "../../../tests/support/mail.ts";
import { makePerson } from "../../../tests/support/people.ts";
import { expireMails } from "./expire-mails.ts";
import {
  cancelMail,
  getMailHealth,
  getMailStory,
  listQueue,
  resendMail,
  retryMail,
} from "./index.ts";

const START = Date.UTC(2027, 5, 1);

test("an operator sends an unknown mail again, on purpose, once, and it is written down", async () => {
  const ctx = smtpCtx(START);
  const to = addressThat("lost-reply");
  const id = await requestMail(ctx, to);
  await workOn(ctx, id);
  expect((await getMailStory(ctx, id)).acts).toEqual(["resend"]);
  await resendMail(ctx, id);
  await expect(resendMail(ctx, id)).rejects.toMatchObject({ slug: "conflict" });
  await workOn(ctx, id);
  const received = await receivedBy(to);
  expect(received).toHaveLength(2);
  expect(received[1]?.raw).toBe(received[0]?.raw);
  expect(await mailOf(ctx, id)).toMatchObject({ state: "unknown", resends: 1 });
  expect(await countAudit("mail.resent", id)).toBeGreaterThan(0);
});

test("what waits can be hurried or stopped; what was stopped is never sent", async () => {
  const ctx = smtpCtx(START);
  const [hurried, stopped] = [addressThat("first-rcpt-451"), addressThat("first-rcpt-451")];
  const ids = [await requestMail(ctx, hurried), await requestMail(ctx, stopped)] as const;
  for (const id of ids) await workOn(ctx, id);
  await retryMail(ctx, ids[0]);
  await cancelMail(ctx, ids[1]);
  await expect(cancelMail(ctx, ids[1])).rejects.toMatchObject({ slug: "conflict" });
  await expect(retryMail(ctx, ids[1])).rejects.toMatchObject({ slug: "conflict" });
  for (const id of ids) await workOn(smtpCtx(START + DAY_MS), id);
  expect(await receivedBy(hurried)).toHaveLength(1);
  expect(await receivedBy(stopped)).toEqual([]);
  expect(await mailOf(ctx, ids[1])).toMatchObject({ state: "cancelled", raw: null, data: null });
});

test("a mail that was refused can be tried again while its message is kept, for a week", async () => {
  const ctx = smtpCtx(START);
  const to = addressThat("first-data-550-5.7.1");
  const [kept, old] = [await requestMail(ctx, to), await requestMail(ctx, addressThat("data-554"))];
  await workOn(ctx, kept);
  await workOn(ctx, old);
  await retryMail(ctx, kept);
  await workOn(ctx, kept);
  expect(await receivedBy(to)).toHaveLength(1);
  await expireMails(smtpCtx(START + 8 * DAY_MS));
  expect(await mailOf(ctx, old)).toMatchObject({ state: "refused", raw: null, html: null });
  await expect(retryMail(ctx, old)).rejects.toMatchObject({ slug: "conflict" });
});

test("a mail's story has every try; the queue finds it by address, domain and id", async () => {
  const ctx = smtpCtx(START);
  const to = addressThat("rcpt-550-5.7.1");
  const id = await requestMail(ctx, to);
  await workOn(ctx, id);
  const story = await getMailStory(ctx, id);
  expect(story.attempts).toMatchObject([{ outcome: "refused", transport: "smtp" }]);
  expect(story.attempts).toHaveLength((await triesOf(ctx, id)).length);
  expect(JSON.stringify(story)).not.toContain("one-use");
  for (const text of [to.slice(0, 20).toUpperCase(), to.split("@")[1], id]) {
    const { items } = await listQueue(ctx, { text, state: "refused" });
    expect(items.map((one) => one.id)).toContain(id);
  }
  expect((await listQueue(ctx, { text: to, state: "sent" })).items).toEqual([]);
});

test("a page goes on where the one before ended", async () => {
  const ctx = smtpCtx(START);
  const domain = `${crypto.randomUUID()}.test`;
  for (const n of [1, 2, 3]) await requestMail(ctx, `${n}@${domain}`);
  const first = await listQueue(ctx, { text: domain, limit: 2 });
  const second = await listQueue(ctx, { text: domain, limit: 2, cursor: first.nextCursor ?? "" });
  expect(new Set([...first.items, ...second.items].map(({ to }) => to)).size).toBe(3);
  expect(second.nextCursor).toBeNull();
});

test("health says what waits, since when, and what failed", async () => {
  const ctx = smtpCtx(START + 100 * DAY_MS);
  await requestMail(ctx, addressThat(), "verify");
  const later = smtpCtx(START + 100 * DAY_MS + 60_000);
  const health = await getMailHealth(later);
  expect(health.waitingByLane.urgent).toBeGreaterThan(0);
  expect(health.oldestDueAtMs).not.toBeNull();
  expect(health).toMatchObject({ transport: "smtp", fallback: null });
});

test("nobody but an operator looks or acts", async () => {
  await makePerson();
  const { ctx } = await makePerson();
  const id = await requestMail(smtpCtx(), addressThat());
  const acts = [retryMail, cancelMail, resendMail, getMailStory];
  for (const act of acts) await expect(act(ctx, id)).rejects.toMatchObject({ slug: "forbidden" });
  for (const act of acts) {
    await expect(act(smtpCtx(), "mail_0")).rejects.toMatchObject({ slug: "not-found" });
  }
  await expect(listQueue(ctx)).rejects.toMatchObject({ slug: "forbidden" });
  await expect(getMailHealth(ctx)).rejects.toMatchObject({ slug: "forbidden" });
});
