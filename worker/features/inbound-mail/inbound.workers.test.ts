import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { DAY_MS } from "#core/time";
import { sendMail } from "#features/mail";
import { mailEvents, mails, mailSuppressions } from "#features/mail/tables";
import type { Ctx } from "#platform/ctx";
import { freshEmail, jobCtx, makePerson } from "../../../tests/support/people.ts";
import { takeMail } from "../../email.ts";
import { expireInboundMails } from "./expire-inbound-mails.ts";
import {
  getInboundFile,
  getInboundMail,
  listInboundMails,
  receiveInboundMail,
  routeInboundMail,
} from "./index.ts";
import type { InboundHandler } from "./schema.ts";
import { inboundMails } from "./tables.ts";

// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

const encoder = new TextEncoder();
let made = 0;

function message(headers: Record<string, string>, body = "Hello"): Uint8Array<ArrayBuffer> {
  made += 1;
  const head = Object.entries({ "X-Number": String(made), ...headers });
  return encoder.encode(
    [...head.map(([name, value]) => `${name}: ${value}`), "", body].join("\r\n"),
  );
}

async function take(ctx: Ctx, raw: Uint8Array<ArrayBuffer>, from = "ada@example.net") {
  return await receiveInboundMail(ctx, { from, to: "Support@Example.com", source: "email" }, raw);
}

/** A mail of ours to that address, as far as its row. */
async function ourMail(ctx: Ctx, to: string): Promise<string> {
  const url = "http://localhost:8787/verify?token=t";
  const key = `inbound:${to}`;
  await sendMail(ctx, { to, template: "verify", locale: "en", data: { name: "Ada", url }, key });
  const row = await ctx.db.select({ id: mails.id }).from(mails).where(eq(mails.key, key)).get();
  return row?.id ?? "";
}

function bounce(mailId: string, to: string, status = "5.1.1"): Uint8Array<ArrayBuffer> {
  const body = [
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.example.net",
    "",
    `Final-Recipient: rfc822; ${to}`,
    "Action: failed",
    `Status: ${status}`,
    "--b",
    "Content-Type: text/rfc822-headers",
    "",
    `Message-ID: <${mailId}@example.com>`,
    "--b--",
  ].join("\r\n");
  const type = 'multipart/report; report-type=delivery-status; boundary="b"';
  return message({ From: "MAILER-DAEMON@example.net", "Content-Type": type }, body);
}

async function suppressionsOf(ctx: Ctx, address: string) {
  return await ctx.db.select().from(mailSuppressions).where(eq(mailSuppressions.address, address));
}

it("a mail is kept once as it came, with its attachments, however often it is handed in", async () => {
  const ctx = jobCtx();
  const body = [
    "--b",
    "Content-Type: text/plain",
    "",
    "See the file.",
    "--b",
    "Content-Type: text/csv",
    'Content-Disposition: attachment; filename="figures.csv"',
    "",
    "a,b",
    "--b--",
  ].join("\r\n");
  const raw = message(
    {
      From: "Ada <ada@example.net>",
      Subject: "Figures",
      "Content-Type": "multipart/mixed; boundary=b",
    },
    body,
  );
  const first = await take(ctx, raw);
  const answers = await Promise.all([take(ctx, raw), take(ctx, raw)]);
  expect(answers.map(({ id }) => id)).toEqual([first.id, first.id]);
  const mail = await getInboundMail(ctx, first.id);
  expect(mail).toMatchObject({
    kind: "message",
    from: "ada@example.net",
    fromName: "Ada",
    to: "support@example.com",
    subject: "Figures",
    threadId: first.id,
    files: [{ index: 0, name: "figures.csv", type: "text/csv", bytes: 4 }],
  });
  expect(mail.text.trim()).toBe("See the file.");
  const whole = await getInboundFile(ctx, first.id, "message");
  expect(new Uint8Array(await new Response(whole.body).arrayBuffer())).toEqual(raw);
  const file = await getInboundFile(ctx, first.id, 0);
  expect(await new Response(file.body).text()).toBe("a,b\n");
  await expect(getInboundFile(ctx, first.id, 7)).rejects.toMatchObject({ slug: "not-found" });
});

it("handed in twenty times at once it is one mail, and nothing of the others is kept", async () => {
  const ctx = jobCtx();
  const raw = message({ From: "ada@example.net", Subject: "At once" });
  const taken = await Promise.all(Array.from({ length: 20 }, async () => await take(ctx, raw)));
  expect(new Set(taken.map(({ id }) => id)).size).toBe(1);
  const stored = await env.BUCKET.list({ prefix: "inbound/" });
  const known = await ctx.db.select({ id: inboundMails.id }).from(inboundMails);
  const ids = new Set<string>(known.map(({ id }) => id));
  expect(stored.objects.filter(({ key }) => !ids.has(key.split("/")[1] ?? ""))).toEqual([]);
});

it("answers belong to the conversation of the mail that they answer", async () => {
  const ctx = jobCtx();
  const first = await take(ctx, message({ "Message-ID": "<one@example.net>" }));
  const second = await take(
    ctx,
    message({ "Message-ID": "<two@example.net>", "In-Reply-To": "<one@example.net>" }),
  );
  const third = await take(ctx, message({ References: "<zero@x> <two@example.net>" }));
  const mailId = await ourMail(ctx, freshEmail());
  const ours = await take(ctx, message({ "In-Reply-To": `<${mailId}@example.com>` }));
  const threads = await Promise.all(
    [first, second, third, ours].map(async ({ id }) => (await getInboundMail(ctx, id)).threadId),
  );
  expect(threads).toEqual([first.id, first.id, first.id, mailId]);
});

it("a hard bounce of a mail of ours suppresses its recipient, once", async () => {
  const ctx = jobCtx();
  const to = freshEmail();
  const mailId = await ourMail(ctx, to);
  const { id, kind } = await take(ctx, bounce(mailId, to), "");
  expect(kind).toBe("bounce");
  await routeInboundMail(ctx, id, []);
  await routeInboundMail(ctx, id, []);
  const events = await ctx.db.select().from(mailEvents).where(eq(mailEvents.mailId, mailId));
  expect(events).toMatchObject([{ kind: "hard-bounce", address: to, eventId: id }]);
  expect(await suppressionsOf(ctx, to)).toMatchObject([{ reason: "hard-bounce", scope: "all" }]);
  expect(await getInboundMail(ctx, id)).toMatchObject({ mailId, routed: "hard-bounce" });
});

it("a forged report that names no mail of ours suppresses nobody", async () => {
  const ctx = jobCtx();
  const victim = freshEmail();
  const { id } = await take(ctx, bounce("mail_01KB5T0000000000000000000Z", victim), "");
  await routeInboundMail(ctx, id, []);
  expect(await suppressionsOf(ctx, victim)).toEqual([]);
  expect(await getInboundMail(ctx, id)).toMatchObject({ routed: "names no mail of ours" });
});

it("a report counts for the mail's recipient, whatever address it names", async () => {
  const ctx = jobCtx();
  const [to, victim] = [freshEmail(), freshEmail()];
  const { id } = await take(ctx, bounce(await ourMail(ctx, to), victim), "");
  await routeInboundMail(ctx, id, []);
  expect(await suppressionsOf(ctx, victim)).toEqual([]);
  expect(await suppressionsOf(ctx, to)).toHaveLength(1);
});

it("unsubscribing counts from whoever got the mail, or who is proven, and from nobody else", async () => {
  const ctx = jobCtx();
  const subject = { Subject: "unsubscribe" };
  const pass = {
    "Authentication-Results": "mx.cloudflare.net; dmarc=pass header.from=example.com",
  };
  const [reader, proven, forged] = [freshEmail(), freshEmail(), freshEmail()];
  const answered = { "In-Reply-To": `<${await ourMail(ctx, reader)}@example.com>` };
  const sent = [
    message({ ...subject, ...answered, From: reader }, ""),
    message({ ...subject, ...pass, From: proven }, ""),
    message({ ...subject, From: forged }, ""),
  ];
  for (const raw of sent) {
    const { id, kind } = await take(ctx, raw);
    expect(kind).toBe("unsubscribe");
    await routeInboundMail(ctx, id, []);
  }
  expect(await suppressionsOf(ctx, reader)).toMatchObject([{ reason: "unsubscribe" }]);
  expect(await suppressionsOf(ctx, proven)).toMatchObject([{ reason: "unsubscribe" }]);
  expect(await suppressionsOf(ctx, forged)).toEqual([]);
});

it("the first handler that accepts a mail gets it once; a failing one is asked again", async () => {
  const ctx = jobCtx();
  const handled: string[] = [];
  let failures = 1;
  const handlers: InboundHandler[] = [
    {
      name: "never",
      kinds: ["bounce"],
      accepts: () => true,
      handle: () => Promise.reject(new Error("no")),
    },
    {
      name: "picky",
      kinds: ["message"],
      accepts: ({ subject }) => subject === "other",
      handle: () => Promise.reject(new Error("no")),
    },
    {
      name: "support",
      kinds: ["message", "reply"],
      accepts: ({ to }) => to.startsWith("support@"),
      handle: (_ctx, mail) => {
        failures -= 1;
        if (failures >= 0) return Promise.reject(new Error("not now"));
        handled.push(mail.subject);
        return Promise.resolve();
      },
    },
  ];
  const { id } = await take(ctx, message({ Subject: "Help" }));
  await expect(routeInboundMail(ctx, id, handlers)).rejects.toThrow("not now");
  await routeInboundMail(ctx, id, handlers);
  await routeInboundMail(ctx, id, handlers);
  expect(handled).toEqual(["Help"]);
  expect(await getInboundMail(ctx, id)).toMatchObject({ routed: "support" });
});

it("Cloudflare's handler takes a mail, and refuses what is too large in the session", async () => {
  const execution = createExecutionContext();
  const rejected: string[] = [];
  const incoming = (raw: Uint8Array<ArrayBuffer>, rawSize = raw.byteLength) => ({
    from: "ada@example.net",
    to: "handler@example.com",
    raw: new Blob([raw]).stream() as ReadableStream<Uint8Array>,
    rawSize,
    setReject: (reason: string) => void rejected.push(reason),
  });
  await takeMail(incoming(message({ Subject: "By the handler" })), env, execution);
  await takeMail(incoming(message({}), 26 * 1_024 * 1_024), env, execution);
  await takeMail(incoming(new Uint8Array()), env, execution);
  await waitOnExecutionContext(execution);
  expect(rejected).toEqual([
    "552 5.3.4 The message is too large",
    "554 5.6.0 The message cannot be read",
  ]);
  const { items } = await listInboundMails(jobCtx(), { text: "handler@" });
  expect(items).toMatchObject([{ subject: "By the handler", to: "handler@example.com" }]);
});

it("lists go from new to old, by kind, by text and by page", async () => {
  const ctx = jobCtx();
  const to = "pages@example.com";
  const ids: string[] = [];
  for (const n of [1, 2, 3]) {
    const at = { ...ctx, clock: { now: () => 1_900_000_000_000 + n } };
    const raw = message({ Subject: `Page ${n}`, ...(n === 2 ? { Precedence: "bulk" } : {}) });
    ids.push((await receiveInboundMail(at, { from: "x@y.z", to, source: "upload" }, raw)).id);
  }
  const first = await listInboundMails(ctx, { text: "PAGES@", limit: 2 });
  const second = await listInboundMails(ctx, {
    text: "pages@",
    limit: 2,
    cursor: first.nextCursor ?? "",
  });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.toReversed());
  expect(second.nextCursor).toBeNull();
  const automatic = await listInboundMails(ctx, { text: "pages@", kind: "auto-reply" });
  expect(automatic.items.map(({ subject }) => subject)).toEqual(["Page 2"]);
});

it("mails are forgotten after 180 days, with all that lies in the bucket", async () => {
  const ctx = jobCtx();
  const { id } = await take(ctx, message({ Subject: "Old" }));
  const later = { ...ctx, clock: { now: () => ctx.clock.now() + 181 * DAY_MS } };
  await expireInboundMails(ctx);
  await expect(getInboundMail(ctx, id)).resolves.toBeDefined();
  expect(await expireInboundMails(later)).toBeGreaterThan(0);
  await expect(getInboundMail(ctx, id)).rejects.toMatchObject({ slug: "not-found" });
  const left = await ctx.db.select().from(inboundMails).where(eq(inboundMails.id, id));
  expect(left).toEqual([]);
  expect((await env.BUCKET.list({ prefix: `inbound/${id}/` })).objects).toEqual([]);
});

it("people and workspaces see and hand in nothing", async () => {
  const { ctx } = await makePerson();
  const refused = { slug: "forbidden" };
  await expect(take(ctx, message({}))).rejects.toMatchObject(refused);
  await expect(listInboundMails(ctx)).rejects.toMatchObject(refused);
  await expect(getInboundMail(ctx, "inb_1")).rejects.toMatchObject(refused);
});
