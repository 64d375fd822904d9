import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { expect, inject, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time";
import { updatePreferences } from "#features/preferences";
import { updateProfile } from "#features/identity";
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
import { jobCtx, makePerson } from "../../../tests/support/people.ts";
import { CLAIMED_MAX, claimMails, CLAIM_MS } from "./claim-mails.ts";
import { handOver } from "./hand-over.ts";
import {
  activateDkimKeys,
  createDkimKeys,
  recordMailEvent,
  resendMail,
  sweepMails,
} from "./index.ts";
import { recoverMails } from "./sweep-mails.ts";
import { dkimKeys, mailCircuits, mails } from "./tables.ts";
import { writeMessage } from "./write-message.ts";
import { openTransport } from "#platform/mail/open-transport";

const START = Date.UTC(2027, 0, 1);

test("a mail leaves by SMTP as it was written, and its links are forgotten", async () => {
  const ctx = smtpCtx();
  const to = addressThat();
  const id = await requestMail(ctx, to);
  await workOn(ctx, id);
  const [received, ...more] = await receivedBy(to);
  expect(more).toEqual([]);
  expect(received?.raw).toContain(`Message-ID: <${id}@shop.test>`);
  expect(received?.raw).toContain("token=3Done-use");
  const row = await mailOf(ctx, id);
  expect(row).toMatchObject({ state: "sent", transport: "smtp", nextTryAtMs: null, tries: 1 });
  expect(row).toMatchObject({ data: null, raw: null, text: null, html: null });
  expect(row.subject).toBe("Confirm your e-mail address");
  expect(await countAudit("mail.sent", id)).toBe(1);
});

test("twenty consumers of one message send one mail", async () => {
  const ctx = smtpCtx();
  const to = addressThat();
  const id = await requestMail(ctx, to);
  await Promise.all(Array.from({ length: 20 }, () => workOn(smtpCtx(), id)));
  expect(await receivedBy(to)).toHaveLength(1);
  expect(await triesOf(ctx, id)).toHaveLength(1);
});

test("what the server does not take now is tried again after growing gaps, for three days", async () => {
  const to = addressThat("data-451-4.3.0");
  const id = await requestMail(smtpCtx(START), to);
  const gaps: number[] = [];
  let nowMs = START;
  for (;;) {
    await workOn(smtpCtx(nowMs), id);
    const { nextTryAtMs } = await mailOf(smtpCtx(), id);
    if (nextTryAtMs === null) break;
    await workOn(smtpCtx(nextTryAtMs - 1), id);
    gaps.push(nextTryAtMs - nowMs);
    nowMs = nextTryAtMs;
  }
  const row = await mailOf(smtpCtx(), id);
  expect(row).toMatchObject({ state: "refused", tries: gaps.length + 1 });
  expect(row.reason).toMatch(/^given up after three days: 451/);
  for (const [index, gap] of gaps.entries()) {
    expect(gap).toBeGreaterThan((gaps[index - 1] ?? 0) * 0.8);
  }
  expect(nowMs - START).toBeGreaterThan(2 * DAY_MS);
  expect(nowMs - START).toBeLessThan(3 * DAY_MS);
  expect(await receivedBy(to)).toEqual([]);
});

test("a mail that was not taken the first time arrives the second time, once and the same", async () => {
  const to = addressThat("first-rcpt-450-4.2.1");
  const id = await requestMail(smtpCtx(START), to);
  await workOn(smtpCtx(START), id);
  const waiting = await mailOf(smtpCtx(), id);
  expect(waiting).toMatchObject({ state: "waiting", reason: expect.stringContaining("450") });
  await workOn(smtpCtx(START + MINUTE_MS), id);
  expect(await receivedBy(to)).toHaveLength(1);
  expect((await triesOf(smtpCtx(), id)).map(({ outcome }) => outcome)).toEqual(["later", "sent"]);
});

test("an address that is not there is suppressed: nothing more goes to it", async () => {
  const to = addressThat("rcpt-550-5.1.1");
  const ctx = smtpCtx();
  const id = await requestMail(ctx, to);
  await workOn(ctx, id);
  expect(await mailOf(ctx, id)).toMatchObject({ state: "refused", nextTryAtMs: null });
  const next = await requestMail(ctx, to);
  await workOn(ctx, next);
  expect(await mailOf(ctx, next)).toMatchObject({ state: "suppressed", reason: "hard-bounce" });
  expect(await triesOf(ctx, next)).toEqual([]);
});

test("an address that bounces is mailed no more by the very job that heard it", async () => {
  const ctx = smtpCtx();
  const to = addressThat("rcpt-550-5.1.1");
  const ids: string[] = [];
  for (let mail = 0; mail < 30; mail++) ids.push(await requestMail(ctx, to));
  await workOn(ctx, ids[0] ?? "");
  const tries = await Promise.all(ids.map((id) => triesOf(ctx, id)));
  const tried = tries.filter(({ length }) => length > 0).length;
  expect(tried).toBeGreaterThanOrEqual(1);
  expect(tried).toBeLessThanOrEqual(20);
});

test("a refusal that is about us or the message suppresses nobody", async () => {
  const to = addressThat("data-550-5.7.1");
  const ctx = smtpCtx();
  const id = await requestMail(ctx, to);
  await workOn(ctx, id);
  expect(await mailOf(ctx, id)).toMatchObject({ state: "refused" });
  const next = await requestMail(ctx, to);
  await workOn(ctx, next);
  expect(await mailOf(ctx, next)).toMatchObject({ state: "refused" });
});

test("silence after the final dot is unknown, shown, and never sent again by itself", async () => {
  const to = addressThat("lost-reply");
  const id = await requestMail(smtpCtx(START), to);
  await workOn(smtpCtx(START), id);
  const row = await mailOf(smtpCtx(), id);
  expect(row).toMatchObject({ state: "unknown", nextTryAtMs: null });
  expect(row.raw).not.toBeNull();
  for (const days of [1, 2, 5]) {
    await sweepMails(smtpCtx(START + days * DAY_MS));
    await workOn(smtpCtx(START + days * DAY_MS), id);
  }
  expect(await receivedBy(to)).toHaveLength(1);
});

test("a server whose certificate nobody vouches for gets nothing, in the clear least of all", async () => {
  for (const { url, controlUrl } of inject("strangeSmtp")) {
    const ctx = smtpCtx(undefined, { smtpUrl: url });
    const id = await requestMail(ctx, addressThat());
    await workOn(ctx, id);
    expect(await mailOf(ctx, id), url).toMatchObject({ state: "waiting", tries: 1 });
    expect(await (await fetch(`${controlUrl}/mails`)).json(), url).toEqual([]);
  }
});

test("what is told of an unknown mail shows that it was accepted", async () => {
  const ctx = smtpCtx();
  const id = await requestMail(ctx, addressThat("lost-reply"));
  await workOn(ctx, id);
  await recordMailEvent(jobCtx(), {
    transport: "smtp",
    eventId: `dsn:${id}`,
    mailId: id,
    address: "a@b.test",
    kind: "delivered",
    atMs: 0,
    detail: "",
  });
  expect(await mailOf(ctx, id)).toMatchObject({ state: "sent" });
});

/** As far as a job gets that is cut off between the hand-over and the answer. */
async function cutOff(atMs: number, id: string, transport: "smtp" | "outbox") {
  const ctx = smtpCtx(atMs, { transport });
  const rows = await claimMails(ctx, id);
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new Error("it was not claimed");
  const message = await writeMessage(ctx, row, []);
  const handed = await handOver(ctx, await openTransport(ctx, transport), [{ row, message }]);
  expect(handed).toHaveLength(1);
}

test("a job cut off before its answer: plain SMTP leaves the mail unknown, for an operator to send", async () => {
  const to = addressThat();
  const id = await requestMail(smtpCtx(START), to);
  await cutOff(START, id, "smtp");
  await sweepMails(smtpCtx(START + CLAIM_MS / 2));
  expect(await mailOf(smtpCtx(), id)).toMatchObject({ state: "sending" });
  await sweepMails(smtpCtx(START + CLAIM_MS));
  expect(await mailOf(smtpCtx(), id)).toMatchObject({ state: "unknown" });
  await workOn(smtpCtx(START + DAY_MS), id);
  expect(await receivedBy(to)).toEqual([]);
  await resendMail(smtpCtx(START + DAY_MS), id);
  await workOn(smtpCtx(START + DAY_MS), id);
  expect(await receivedBy(to)).toHaveLength(1);
});

test("a job cut off before its answer: a transport that knows keys gets the same key again", async () => {
  const id = await requestMail(smtpCtx(START), addressThat());
  await cutOff(START, id, "outbox");
  await sweepMails(smtpCtx(START + CLAIM_MS));
  expect(await mailOf(smtpCtx(), id)).toMatchObject({
    state: "waiting",
    pinned: true,
    transport: "outbox",
  });
  await workOn(smtpCtx(START + CLAIM_MS), id);
  expect(await mailOf(smtpCtx(), id)).toMatchObject({ state: "sent", transport: "outbox" });
});

test("a job cut off before it handed a mail over has not sent it: it goes out after all", async () => {
  const to = addressThat();
  const id = await requestMail(smtpCtx(START), to);
  await claimMails(smtpCtx(START), id);
  await recoverMails(smtpCtx(START + 1));
  await workOn(smtpCtx(START + 1), id);
  expect(await receivedBy(to)).toHaveLength(1);
});

test("a job that lost its claim hands nothing over any more", async () => {
  const to = addressThat();
  const id = await requestMail(smtpCtx(START), to);
  const slow = smtpCtx(START);
  const row = (await claimMails(slow, id)).find((one) => one.id === id);
  if (row === undefined) throw new Error("it was not claimed");
  const message = await writeMessage(slow, row, []);
  await recoverMails(smtpCtx(START + 1));
  await workOn(smtpCtx(START + 1), id);
  const transport = await openTransport(slow, "smtp");
  expect(await handOver(slow, transport, [{ row, message }])).toEqual([]);
  expect(await receivedBy(to)).toHaveLength(1);
});

test("a suppression that comes after the check still holds a mail back", async () => {
  const to = addressThat();
  const id = await requestMail(smtpCtx(START), to);
  const ctx = smtpCtx(START);
  const row = (await claimMails(ctx, id)).find((one) => one.id === id);
  if (row === undefined) throw new Error("it was not claimed");
  const message = await writeMessage(ctx, row, []);
  const bounce = { transport: "smtp", kind: "hard-bounce", atMs: 0, detail: "" } as const;
  await recordMailEvent(jobCtx(), { ...bounce, eventId: `late:${id}`, address: to });
  expect(await handOver(ctx, await openTransport(ctx, "smtp"), [{ row, message }])).toEqual([]);
});

test("a complaint stops what one can do without, not what is essential", async () => {
  const ctx = smtpCtx();
  const to = addressThat();
  const complaint = { transport: "smtp", kind: "complaint", atMs: 0, detail: "" } as const;
  await recordMailEvent(jobCtx(), { ...complaint, eventId: `c:${to}`, address: to });
  const [needed, other] = [await requestMail(ctx, to), await requestMail(ctx, to, "pt-low")];
  await workOn(ctx, needed);
  await workOn(ctx, other);
  expect(await mailOf(ctx, needed)).toMatchObject({ state: "sent" });
  expect(await mailOf(ctx, other)).toMatchObject({ state: "suppressed", reason: "complaint" });
});

test("what a person does not want is asked at the moment of sending", async () => {
  const person = await makePerson();
  const ctx = smtpCtx();
  const id = await requestMail(ctx, person.email, "pt-low");
  await updatePreferences(person.ctx, { topics: { usage: { mail: false } } });
  await workOn(ctx, id);
  expect(await mailOf(ctx, id)).toMatchObject({ state: "suppressed", reason: "not wanted" });
});

test("in quiet hours what is not urgent waits for their end, what is urgent does not", async () => {
  const person = await makePerson();
  const quietHours = { from: "22:00", until: "07:00" };
  await updatePreferences(person.ctx, { quietHours });
  await updateProfile(person.ctx, { timeZone: "Europe/Berlin" });
  const nightMs = Date.UTC(2027, 2, 28, 0, 30);
  const ctx = smtpCtx(nightMs);
  const [patient, urgent] = [
    await requestMail(ctx, person.email, "pt-low"),
    await requestMail(ctx, person.email, "verify"),
  ];
  await workOn(ctx, patient);
  await workOn(ctx, urgent);
  expect(await mailOf(ctx, urgent)).toMatchObject({ state: "sent" });
  expect(await mailOf(ctx, patient)).toMatchObject({
    state: "waiting",
    tries: 0,
    nextTryAtMs: Date.UTC(2027, 2, 28, 5),
  });
});

test("one domain gets so many in a minute; what someone waits for is not held back", async () => {
  const ctx = smtpCtx(undefined, { domainPerMinute: 2, perSecond: 1_000 });
  const domain = `${crypto.randomUUID()}.test`;
  const ids: string[] = [];
  for (const n of [1, 2, 3]) ids.push(await requestMail(ctx, `${n}@${domain}`, "welcome"));
  const urgent = await requestMail(ctx, `4@${domain}`, "verify");
  for (const id of [...ids, urgent]) await workOn(ctx, id);
  const rows = await Promise.all([...ids, urgent].map((id) => mailOf(ctx, id)));
  expect(rows.map(({ state }) => state)).toEqual(["sent", "sent", "waiting", "sent"]);
  const waits = (rows[2]?.nextTryAtMs ?? 0) - ctx.clock.now();
  expect(waits).toBeGreaterThan(0);
  expect(waits).toBeLessThanOrEqual(MINUTE_MS);
  expect(rows[2]?.tries).toBe(0);
});

test("what the first transport does not take goes by the second; an unknown does not", async () => {
  const ctx = smtpCtx(undefined, { fallback: "outbox" });
  const [later, lost] = [
    await requestMail(ctx, addressThat("rcpt-451")),
    await requestMail(ctx, addressThat("lost-reply")),
  ];
  await workOn(ctx, later);
  await workOn(ctx, lost);
  expect(await mailOf(ctx, later)).toMatchObject({ state: "sent", transport: "outbox" });
  expect((await triesOf(ctx, later)).map(({ transport }) => transport)).toEqual(["smtp", "outbox"]);
  expect(await mailOf(ctx, lost)).toMatchObject({ state: "unknown", transport: "smtp" });
});

test("a transport that keeps failing is left alone for a while, and taken up again", async () => {
  const nowhere = { smtpUrl: "smtp://127.0.0.1:9", fallback: "outbox" } as const;
  await env.DB.prepare("DELETE FROM mail_circuits").run();
  for (const n of [1, 2, 3, 4, 5]) {
    const id = await requestMail(smtpCtx(START + n), addressThat());
    await workOn(smtpCtx(START + n, nowhere), id);
  }
  const spared = await requestMail(smtpCtx(START + 6), addressThat());
  await workOn(smtpCtx(START + 6, nowhere), spared);
  expect((await triesOf(smtpCtx(), spared)).map((one) => one.transport)).toEqual(["outbox"]);
  const to = addressThat();
  const probe = await requestMail(smtpCtx(START + HOUR_MS), to);
  await workOn(smtpCtx(START + HOUR_MS, { fallback: "outbox" }), probe);
  expect(await receivedBy(to)).toHaveLength(1);
  const circuit = await jobCtx()
    .db.select()
    .from(mailCircuits)
    .where(eq(mailCircuits.transport, "smtp"))
    .get();
  expect(circuit).toMatchObject({ failures: 0, openUntilMs: null });
});

test("mails are signed with active keys only, and keys are rotated without a gap", async () => {
  const operator = smtpCtx(START);
  const made = await createDkimKeys(operator);
  expect(made.map(({ algorithm, state }) => `${algorithm} ${state}`)).toEqual([
    "rsa waiting",
    "ed25519 waiting",
  ]);
  expect(await createDkimKeys(operator)).toEqual(made);
  const [before, after] = [addressThat(), addressThat()];
  await workOn(operator, await requestMail(operator, before));
  await activateDkimKeys(operator);
  await workOn(operator, await requestMail(operator, after));
  expect((await receivedBy(before))[0]?.raw).not.toContain("DKIM-Signature");
  const signed = (await receivedBy(after))[0]?.raw ?? "";
  for (const { selector } of made) expect(signed).toContain(`s=${selector};`);
  await createDkimKeys(smtpCtx(START + DAY_MS));
  await activateDkimKeys(smtpCtx(START + DAY_MS));
  const states = await operator.db.select({ state: dkimKeys.state }).from(dkimKeys);
  expect(states.map(({ state }) => state).toSorted((a, b) => a.localeCompare(b))).toEqual([
    "active",
    "active",
    "retired",
    "retired",
  ]);
  await expect(activateDkimKeys(operator)).rejects.toMatchObject({ slug: "conflict" });
  const { ctx } = await makePerson();
  await expect(createDkimKeys(ctx)).rejects.toMatchObject({ slug: "forbidden" });
  await expect(activateDkimKeys(ctx)).rejects.toMatchObject({ slug: "forbidden" });
});

test("what one can do without carries a link to stop it, what is essential does not", async () => {
  const ctx = smtpCtx();
  const [usage, account] = [addressThat(), addressThat()];
  await workOn(ctx, await requestMail(ctx, usage, "pt-low"));
  await workOn(ctx, await requestMail(ctx, account, "verify"));
  const raw = ((await receivedBy(usage))[0]?.raw ?? "").replaceAll("\r\n ", " ");
  expect(raw).toMatch(/^List-Unsubscribe: <http:\/\/localhost:8787\/mail\/unsubscribe\/[\w-]+>$/m);
  expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
  expect(raw).toMatch(/^List-Id: <usage\.localhost>$/m);
  expect(raw).not.toContain(encodeURIComponent(usage));
  expect((await receivedBy(account))[0]?.raw).not.toContain("List-");
});

test("what someone waits for goes first", async () => {
  const ctx = smtpCtx(START + 30 * DAY_MS);
  const ids: string[] = [];
  for (let n = 0; n < CLAIMED_MAX + 5; n++)
    ids.push(await requestMail(ctx, addressThat(), "welcome"));
  const urgent = await requestMail(ctx, addressThat(), "verify");
  const claimed = await claimMails(ctx);
  expect(claimed).toHaveLength(CLAIMED_MAX);
  expect(claimed[0]?.id).toBe(urgent);
  await env.DB.prepare(
    "UPDATE mails SET state = 'cancelled', next_try_at_ms = NULL WHERE state IN ('waiting', 'sending')",
  ).run();
  expect(ids).toHaveLength(CLAIMED_MAX + 5);
  expect(await ctx.db.select().from(mails).where(eq(mails.state, "sending"))).toEqual([]);
});
