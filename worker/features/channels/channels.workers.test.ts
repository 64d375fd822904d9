import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, inject, it } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#core/time";
import { listMails } from "#features/mail";
import { dismissNotices, listNotices, noticeRows } from "#features/notices";
import type { NoticeKind } from "#features/notices/schema";
import { updatePreferences } from "#features/preferences";
import type { Ctx, Role } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { jobCtx, makePerson } from "../../../tests/support/people.ts";
import { makeSubscription, readVapid } from "../../../tests/support/push-client.ts";
import { receiverOf } from "../../../tests/support/webhook-receiver.ts";
import { LATE_MS, lateCtx } from "../../../tests/support/webhooks.ts";
import {
  addDevice,
  createChannel,
  deleteChannel,
  getPushPublicKey,
  listChannels,
  listDevices,
  removeDevice,
  testChannel,
  testDevice,
  updateChannel,
} from "./index.ts";
import { channelJobs } from "./jobs.ts";
import type { NewChannel } from "./schema.ts";
import { sweepNoticeDeliveries } from "./sweep-deliveries.ts";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
const PHONE =
  "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36";

type Person = Awaited<ReturnType<typeof makePerson>>;

let owner: Person;
let ctx: Ctx;

beforeEach(async () => {
  owner = await makePerson();
  ctx = lateCtx(owner.ctx);
});

const lateJob = (atMs = LATE_MS) => lateCtx(jobCtx(), { atMs });

function newReceiver() {
  return receiverOf(inject("webhookReceiverUrl"), `channel-${crypto.randomUUID()}`);
}

async function makeChannel(kind: NewChannel["kind"], topics: NewChannel["topics"] = ["usage"]) {
  const receiver = newReceiver();
  const created = await createChannel(ctx, { kind, name: `My ${kind}`, url: receiver.url, topics });
  return { receiver, ...created };
}

async function makeDevice(person: Ctx = ctx, userAgent = CHROME) {
  const receiver = newReceiver();
  const { subscription, open } = await makeSubscription(receiver.url);
  const device = await addDevice(person, subscription, userAgent);
  const read = async () => {
    const log = await receiver.received();
    return await Promise.all(
      log.map(async ({ bytes }) => {
        return JSON.parse(await open(Uint8Array.fromBase64(bytes))) as Record<string, string>;
      }),
    );
  };
  return { receiver, device, subscription, read };
}

let told = 0;

/** Tells the workspace something and lets the queue's work be done at that time. */
async function tell(
  kind: NoticeKind = "pt-low",
  { atMs = LATE_MS, ...rest }: { atMs?: number; userId?: Person["userId"] } = {},
): Promise<string> {
  told += 1;
  const job = lateJob(atMs);
  const data = { availablePt: "12.5", percent: "80", channel: "a <b>&", reason: "gone" };
  const workspaceId = owner.workspace.id;
  await runBatch(
    job.db,
    noticeRows(job, { workspaceId, key: `told-${told}`, kind, data, href: "/credits", ...rest }),
  );
  const row = await env.DB.prepare("SELECT id FROM notices WHERE workspace_id = ? AND key = ?")
    .bind(workspaceId, `told-${told}`)
    .first<{ id: `ntc_${string}` }>();
  const noticeId = row?.id ?? "ntc_0";
  await channelJobs["notices.recorded"]?.(job, { noticeId }, "m");
  await deliverAll(atMs);
  return noticeId;
}

async function deliverAll(atMs = LATE_MS): Promise<void> {
  const rows = await env.DB.prepare(
    "SELECT id FROM notice_deliveries WHERE state = 'pending'",
  ).all<{
    id: `ndl_${string}`;
  }>();
  for (const { id } of rows.results) {
    await channelJobs["channels.delivery-due"]?.(lateJob(atMs), { deliveryId: id }, id);
  }
}

describe("a channel of the workspace", () => {
  it("of Slack gets blocks, in which what others wrote stays text", async () => {
    const { receiver } = await makeChannel("slack", ["usage", "integrations"]);
    await tell("pt-low");
    await tell("channel-disabled");
    const [low, off] = (await receiver.received()).map(({ body }) => JSON.parse(body));
    expect(low.text).toBe("Your PT are running low");
    expect(low.blocks[0].text.text).toContain("12.5\u00a0PT left");
    expect(low.blocks[1].elements[0].url).toBe("http://localhost:8787/credits");
    expect(off.blocks[0].text.text).toContain("a &lt;b&gt;&amp;");
  });

  it("of Discord gets an embed that calls nobody by name", async () => {
    const { receiver } = await makeChannel("discord", ["integrations"]);
    await tell("channel-disabled");
    const [body] = (await receiver.received()).map((request) => JSON.parse(request.body));
    expect(body.allowed_mentions).toEqual({ parse: [] });
    expect(body.embeds[0].description).toContain(String.raw`a \<b\>&`);
  });

  it("of Teams gets an adaptive card", async () => {
    const { receiver } = await makeChannel("teams");
    await tell("debt");
    const [body] = (await receiver.received()).map((request) => JSON.parse(request.body));
    const { contentType, content } = body.attachments[0];
    expect(contentType).toBe("application/vnd.microsoft.card.adaptive");
    expect(content.body[0]).toMatchObject({
      color: "Attention",
      text: "Your balance is below zero",
    });
    expect(content.actions[0]).toMatchObject({ type: "Action.OpenUrl" });
  });

  it("that is a program gets facts, signed as Standard Webhooks has it", async () => {
    const { receiver, secret } = await makeChannel("webhook");
    const noticeId = await tell("pt-low");
    const [request] = await receiver.received();
    const headers = request?.headers ?? {};
    const timestamp = Number(headers["webhook-timestamp"]);
    expect(timestamp).toBe(LATE_MS / SECOND_MS);
    const again = new Webhook(secret ?? "").sign(
      headers["webhook-id"] ?? "",
      new Date(LATE_MS),
      request?.body ?? "",
    );
    expect(headers["webhook-signature"]).toBe(again);
    expect(JSON.parse(request?.body ?? "")).toMatchObject({
      type: "notice",
      data: { id: noticeId, kind: "pt-low", facts: { availablePt: "12.5" } },
    });
  });

  it("hears of its own topics alone, and of nothing that is for one member", async () => {
    const { receiver } = await makeChannel("slack", ["statements", "disputes"]);
    await tell("pt-low");
    await tell("dispute-update", { userId: owner.userId });
    expect(await receiver.received()).toEqual([]);
  });

  it("is told once, however often the queue says it", async () => {
    const { receiver } = await makeChannel("slack");
    const noticeId = (await tell("pt-low")) as `ntc_${string}`;
    await channelJobs["notices.recorded"]?.(lateJob(), { noticeId }, "again");
    await deliverAll();
    expect(await receiver.received()).toHaveLength(1);
  });

  it("that is busy is tried again no sooner than it asks for, then with growing gaps", async () => {
    const { receiver } = await makeChannel("slack");
    await receiver.behave({
      kind: "status",
      statuses: [429, 500, 200],
      headers: { "retry-after": "90" },
    });
    await tell("pt-low");
    await deliverAll(LATE_MS + 80 * SECOND_MS);
    expect(await receiver.received()).toHaveLength(1);
    await deliverAll(LATE_MS + 90 * SECOND_MS);
    await deliverAll(LATE_MS + 90 * SECOND_MS + 89 * SECOND_MS);
    expect(await receiver.received()).toHaveLength(2);
    await deliverAll(LATE_MS + 5 * MINUTE_MS);
    expect(await receiver.received()).toHaveLength(3);
    const [channel] = await listChannels(ctx);
    expect(channel?.last).toMatchObject({ state: "succeeded", status: 200, failure: null });
  });

  it("that is gone is switched off, and its admins are told once, by mail too", async () => {
    const { receiver, channel } = await makeChannel("discord");
    await receiver.behave({ kind: "status", statuses: [404] });
    await tell("pt-low");
    await tell("debt");
    expect(await receiver.received()).toHaveLength(1);
    const [now] = await listChannels(ctx);
    expect(now).toMatchObject({ state: "disabled", disabledReason: "gone" });
    const kinds = (await listNotices(owner.ctx)).items.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "channel-disabled")).toHaveLength(1);
    const mails = await listMails(jobCtx(), { to: owner.email });
    expect(mails.filter(({ template }) => template === "channel-disabled")).toHaveLength(1);
    expect(await updateChannel(ctx, channel.id, { state: "active" })).toMatchObject({
      state: "active",
      disabledReason: null,
    });
  });

  it("through which nothing got for five days is switched off", async () => {
    const { receiver } = await makeChannel("webhook");
    await receiver.behave({ kind: "status", statuses: [500] });
    for (const days of [0, 2, 5]) await tell("pt-low", { atMs: LATE_MS + days * DAY_MS });
    const [channel] = await listChannels(ctx);
    expect(channel).toMatchObject({ state: "disabled", disabledReason: "failing" });
  });

  it("changed in two tabs at once keeps what either changed", async () => {
    const { channel } = await makeChannel("slack");
    await Promise.all([
      updateChannel(ctx, channel.id, { name: "Renamed" }),
      updateChannel(ctx, channel.id, { topics: ["disputes"] }),
      updateChannel(ctx, channel.id, { state: "off" }),
    ]);
    const kept = { name: "Renamed", topics: ["disputes"], state: "off" };
    expect(await listChannels(ctx)).toMatchObject([kept]);
  });

  it("can be tried, also while it is off, and says what came of it", async () => {
    const { receiver, channel } = await makeChannel("slack");
    await updateChannel(ctx, channel.id, { state: "off" });
    expect(await testChannel(ctx, channel.id)).toMatchObject({ state: "succeeded", status: 204 });
    await receiver.behave({ kind: "status", statuses: [410] });
    expect(await testChannel(ctx, channel.id)).toMatchObject({ state: "failed", status: 410 });
    expect((await listChannels(ctx))[0]?.state).toBe("off");
  });

  it("that was deleted gets nothing more, and its address is forgotten", async () => {
    const { receiver, channel } = await makeChannel("slack");
    await deleteChannel(ctx, channel.id);
    await tell("pt-low");
    expect(await receiver.received()).toEqual([]);
    expect(await listChannels(ctx)).toEqual([]);
    await expect(deleteChannel(ctx, channel.id)).rejects.toMatchObject({ slug: "not-found" });
  });
});

describe("who may have channels", () => {
  it("who may change webhooks sees and changes them, without the address; members do neither", async () => {
    const { channel, receiver } = await makeChannel("slack");
    const as = (role: Role): Ctx => ({
      ...ctx,
      workspace: ctx.workspace && { ...ctx.workspace, role },
    });
    expect(JSON.stringify(await listChannels(as("admin")))).not.toContain(
      new URL(receiver.url).pathname,
    );
    for (const act of [
      () => listChannels(as("member")),
      () => updateChannel(as("member"), channel.id, { state: "off" }),
      () => deleteChannel(as("member"), channel.id),
      () => testChannel(as("member"), channel.id),
      () =>
        createChannel(as("member"), {
          kind: "slack",
          name: "x",
          url: "https://x",
          topics: ["usage"],
        }),
    ]) {
      await expect(act()).rejects.toMatchObject({ slug: "forbidden" });
    }
    await expect(updateChannel(as("admin"), channel.id, { name: "Room" })).resolves.toMatchObject({
      name: "Room",
    });
  });

  it("another workspace's channel is not there", async () => {
    const { channel } = await makeChannel("slack");
    const stranger = lateCtx((await makePerson()).ctx);
    expect(await listChannels(stranger)).toEqual([]);
    for (const act of [updateChannel, testChannel, deleteChannel]) {
      await expect(act(stranger, channel.id, {})).rejects.toMatchObject({ slug: "not-found" });
    }
  });

  it("an address that is not of the program, or not of the public network, is refused", async () => {
    const strict = lateCtx(owner.ctx, { privateHosts: false });
    const url = "https://a-1-1-1-1.evil.com/services/T/B/x";
    const wrong: Omit<NewChannel, "url"> = { kind: "slack", name: "x", topics: ["usage"] };
    await expect(createChannel(strict, { ...wrong, url })).rejects.toMatchObject({
      slug: "url-refused",
      extensions: { reason: "not-of-kind" },
    });
    const inside = "https://a-10-0-0-1.evil.com/services/T/B/x";
    await expect(createChannel(strict, { ...wrong, url: inside })).rejects.toMatchObject({
      slug: "url-refused",
      extensions: { reason: "private" },
    });
  });

  it("there are at most 20 in a workspace", async () => {
    for (let n = 0; n < 20; n++) await makeChannel("slack");
    await expect(makeChannel("slack")).rejects.toMatchObject({ slug: "limit-reached" });
  });
});

describe("push", () => {
  it("is encrypted for the browser alone and signed with the key it subscribed to", async () => {
    const { receiver, read, device } = await makeDevice();
    expect(device.label).toBe("Chrome, Linux");
    const noticeId = await tell("pt-low");
    const [message] = await read();
    expect(message).toMatchObject({
      title: "Your PT are running low",
      href: "/credits",
      tag: noticeId,
    });
    const [request] = await receiver.received();
    expect(request?.headers).toMatchObject({
      "content-encoding": "aes128gcm",
      urgency: "high",
      ttl: "86400",
    });
    expect(request?.body).not.toContain("running low");
    const vapid = await readVapid(request?.headers["authorization"] ?? "");
    expect(vapid.k).toBe(await getPushPublicKey(ctx));
    expect(vapid["aud"]).toBe(new URL(receiver.url).origin.replace("http:", "https:"));
    expect(vapid["sub"]).toMatch(/^(?:https|mailto):/);
  });

  it("goes to every device of those whom a notice is for, and to nobody else's", async () => {
    const devices = [await makeDevice(), await makeDevice(ctx, PHONE)];
    const stranger = await makeDevice(lateCtx((await makePerson()).ctx));
    await tell("debt");
    for (const { receiver } of devices) expect(await receiver.received()).toHaveLength(1);
    expect(await stranger.receiver.received()).toEqual([]);
  });

  it("stops for what a person does not want pushed", async () => {
    const { receiver } = await makeDevice();
    await updatePreferences(ctx, { topics: { usage: { push: false } } });
    await tell("pt-low");
    await tell("receipt");
    expect(await receiver.received()).toEqual([]);
  });

  it("waits for the end of quiet hours, unless it is urgent", async () => {
    const { receiver } = await makeDevice();
    await updatePreferences(ctx, { quietHours: { from: "00:00", until: "23:59" } });
    const nightMs = Date.UTC(2036, 6, 1, 3);
    await tell("burn-rate", { atMs: nightMs });
    expect(await receiver.received()).toEqual([]);
    await tell("debt", { atMs: nightMs });
    expect(await receiver.received()).toHaveLength(1);
    await deliverAll(Date.UTC(2036, 6, 1, 23, 59));
    expect(await receiver.received()).toHaveLength(2);
  });

  it.each([404, 410])(
    "forgets a subscription that its push service answers %s for",
    async (status) => {
      const { receiver } = await makeDevice();
      await receiver.behave({ kind: "status", statuses: [status] });
      await tell("pt-low");
      await tell("debt");
      expect(await receiver.received()).toHaveLength(1);
      expect(await listDevices(ctx)).toEqual([]);
    },
  );

  it("tries again after a failure of the push service", async () => {
    const { receiver } = await makeDevice();
    await receiver.behave({ kind: "status", statuses: [503, 201] });
    await tell("pt-low");
    expect(await sweepNoticeDeliveries(lateJob(LATE_MS + HOUR_MS))).toBeGreaterThan(0);
    await deliverAll(LATE_MS + HOUR_MS);
    expect((await listDevices(ctx))[0]?.last).toMatchObject({ state: "succeeded", status: 201 });
  });

  it("is switched on once for a browser, and a shared browser belongs to who was last", async () => {
    const { subscription } = await makeDevice();
    await addDevice(ctx, subscription, CHROME);
    expect(await listDevices(ctx)).toHaveLength(1);
    const other = lateCtx((await makePerson()).ctx);
    await addDevice(other, subscription, CHROME);
    expect(await listDevices(ctx)).toEqual([]);
    expect(await listDevices(other)).toHaveLength(1);
  });

  it("can be tried and switched off by its person alone, at most on 20 devices", async () => {
    const { device, read } = await makeDevice();
    expect(await testDevice(ctx, device.id)).toMatchObject({ state: "succeeded" });
    expect(await read()).toMatchObject([{ title: "A test from Selvedge" }]);
    const stranger = lateCtx((await makePerson()).ctx);
    for (const act of [testDevice, removeDevice]) {
      await expect(act(stranger, device.id)).rejects.toMatchObject({ slug: "not-found" });
    }
    for (let n = 1; n < 20; n++) await makeDevice();
    await expect(makeDevice()).rejects.toMatchObject({ slug: "limit-reached" });
    await removeDevice(ctx, device.id);
    expect(await listDevices(ctx)).toHaveLength(19);
  });

  it("is not sent into a private network", async () => {
    const { subscription } = await makeSubscription("https://a-127-0-0-1.push.com/x");
    const strict = lateCtx(owner.ctx, { privateHosts: false });
    await expect(addDevice(strict, subscription, CHROME)).rejects.toMatchObject({
      slug: "url-refused",
    });
  });
});

describe("in the product", () => {
  it("what a person has switched off is neither counted nor listed, and others see it", async () => {
    await updatePreferences(ctx, { topics: { usage: { app: false } } });
    await tell("pt-low");
    expect((await listNotices(owner.ctx)).items).toEqual([]);
    await updatePreferences(ctx, { topics: { usage: { app: true } } });
    const { items } = await listNotices(owner.ctx);
    expect(items.map(({ kind }) => kind)).toEqual(["pt-low"]);
    await dismissNotices(
      owner.ctx,
      items.map(({ id }) => id),
    );
    expect((await listNotices(owner.ctx)).items).toEqual([]);
  });
});
