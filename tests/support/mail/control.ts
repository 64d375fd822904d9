import { type EventKind, type EventOptions, SENDGRID_PRIVATE_KEY, signedEvent } from "./events.ts";
import type { FakeMail } from "./fake-mail.ts";
import { createPublicKey } from "node:crypto";
import { type Fault, type Service, services, type World } from "./world.ts";
import type { ZoneRecord } from "./zones.ts";

interface EmitInput extends Partial<EventOptions> {
  kind: EventKind;
  /** The service's id of a mail it took; the latest without one. */
  id?: string;
  /** Of a mail that it never took. */
  stranger?: { to: string; id?: string };
  /** How often it is delivered. */
  times?: number;
  /** Not delivered, only signed. */
  held?: boolean;
}

function mailOf(world: World, { id, stranger }: EmitInput) {
  if (stranger !== undefined) {
    const { to, id: strangerId = "never-sent" } = stranger;
    return { id: strangerId, from: "a@example.com", to, subject: "", mailId: null, headers: {} };
  }
  const mail = id === undefined ? world.mails.at(-1) : world.mails.find((one) => one.id === id);
  if (mail === undefined) throw new Error("There is no such mail");
  return mail;
}

async function emit(fake: FakeMail, world: World, input: EmitInput): Promise<unknown> {
  const event = signedEvent(world, fake.sns, input.kind, mailOf(world, input), input);
  const { url } = world.webhook;
  if (input.held === true || url === null) return { event, delivered: [] };
  const delivered = [];
  for (let time = 0; time < (input.times ?? 1); time++) {
    const answer = await fetch(new URL(event.path, url), {
      method: "POST",
      headers: event.headers,
      body: event.body,
    });
    const { service } = world;
    delivered.push({ service, url, status: answer.status, answer: await answer.text() });
  }
  world.deliveries.push(...delivered);
  return { event, delivered };
}

function subscription(fake: FakeMail, input: { topicArn: string; signedAtMs?: number }): unknown {
  const body = fake.sns.sign("SubscriptionConfirmation", {
    MessageId: crypto.randomUUID(),
    Token: `token-of-${input.topicArn}`,
    TopicArn: input.topicArn,
    Message: "You have chosen to subscribe",
    SubscribeURL: `https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(input.topicArn)}&Token=${encodeURIComponent(`token-of-${input.topicArn}`)}`,
    Timestamp: new Date(input.signedAtMs ?? Date.now()).toISOString(),
  });
  const headers = { "content-type": "text/plain; charset=UTF-8" };
  return { path: "/webhooks/mail/ses", headers, body };
}

async function answerWorld(fake: FakeMail, world: World, call: string, input: unknown) {
  switch (call) {
    case "mails":
      return world.mails;
    case "requests":
      return world.requests;
    case "deliveries":
      return world.deliveries;
    case "webhook":
      Object.assign(world.webhook, input);
      return world.webhook;
    case "fault":
      world.faults.push({ ...(input as Fault), times: (input as Partial<Fault>).times ?? 1 });
      return world.faults;
    case "suppress":
      world.suppressed.add((input as { address: string }).address.toLowerCase());
      return [...world.suppressed];
    case "emit":
      return await emit(fake, world, input as EmitInput);
    case "subscription":
      return subscription(fake, input as { topicArn: string });
    case "reset":
      fake.forget(world.service, world.key);
      return {};
    default:
      throw new Error(`There is no call ${call}`);
  }
}

/** `/__fake/<service>/<key>/<call>`, `/__fake/zones/<key>` and `/__fake/keys`; see the README. */
export async function answerControl(fake: FakeMail, request: Request): Promise<Response> {
  const [, , area = "", key = "", call = ""] = new URL(request.url).pathname.split("/");
  const text = await request.text();
  const input: unknown = text === "" ? {} : JSON.parse(text);
  try {
    if (area === "zones") {
      fake.zones.put(decodeURIComponent(key), input as ZoneRecord[]);
      return Response.json({});
    }
    if (area === "keys") {
      const publicKey = createPublicKey(SENDGRID_PRIVATE_KEY);
      return Response.json({
        sendgridPublicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
        snsConfirmed: fake.sns.confirmed,
      });
    }
    const service = services.find((one): one is Service => one === area);
    if (service === undefined) throw new Error(`There is no service ${area}`);
    const world = fake.worldOf(service, decodeURIComponent(key));
    return Response.json(await answerWorld(fake, world, call, input));
  } catch (cause) {
    return Response.json({ error: String(cause) }, { status: 400 });
  }
}
