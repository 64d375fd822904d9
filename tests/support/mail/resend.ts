import { addressOf, checkMembers, isAddress, parseJson, textOf, textRecord } from "./fields.ts";
import { json, Refusal, type World } from "./world.ts";

function refuse(status: number, name: string, message: string): Refusal {
  return new Refusal(status, { statusCode: status, name, message });
}

const invalid = (message: string) => refuse(422, "missing_required_field", message);

function tagOf(tags: unknown): string | null {
  if (!Array.isArray(tags)) return null;
  for (const tag of tags as { name: string; value: string }[]) {
    if (!/^[\w-]{1,256}$/.test(tag.name) || !/^[\w-]{1,256}$/.test(tag.value)) {
      throw refuse(422, "validation_error", "Tags should only contain ASCII letters and numbers");
    }
    if (tag.name === "mail_id") return tag.value;
  }
  return null;
}

function send(request: Request, body: string, world: World): Response {
  const key = request.headers.get("idempotency-key");
  if (key !== null && (key.length < 1 || key.length > 256)) {
    throw refuse(400, "invalid_idempotency_key", "The key must be between 1-256 chars.");
  }
  const earlier = key === null ? undefined : world.answered.get(key);
  if (earlier !== undefined) {
    if (earlier.body !== body) {
      throw refuse(409, "invalid_idempotent_request", "Same key used with a different body.");
    }
    return new Response(earlier.text, {
      status: earlier.status,
      headers: { "content-type": "application/json" },
    });
  }
  const mail = checkMembers(
    parseJson(body, (message) => refuse(400, "validation_error", message)),
    "body",
    {
      required: ["from", "to", "subject"],
      optional: ["text", "html", "reply_to", "headers", "tags", "cc", "bcc", "scheduled_at"],
    },
    invalid,
  );
  const from = String(mail.from);
  const to = (Array.isArray(mail.to) ? mail.to : [mail.to]).map(String);
  if (!isAddress(addressOf(from))) {
    throw refuse(422, "invalid_from_address", "Invalid `from` field.");
  }
  if (to.length === 0 || to.length > 50 || !to.every((one) => isAddress(addressOf(one)))) {
    throw refuse(422, "validation_error", "Invalid `to` field. The email address needs to follow");
  }
  if (addressOf(from).endsWith("@unverified.example")) {
    throw refuse(403, "validation_error", "The unverified.example domain is not verified.");
  }
  const accepted = world.take(
    {
      from,
      to: addressOf(to[0] ?? ""),
      subject: String(mail.subject),
      text: textOf(mail.text),
      html: textOf(mail.html),
      headers: textRecord(mail.headers),
      mailId: tagOf(mail.tags),
      idempotencyKey: key,
      raw: null,
    },
    `49a3999c-0ce1-4ea6-ab68-${String(world.next()).padStart(12, "0")}`,
  );
  const text = JSON.stringify({ id: accepted.id });
  if (key !== null) world.answered.set(key, { body, status: 200, text });
  return new Response(text, {
    headers: {
      "content-type": "application/json",
      "ratelimit-limit": "5",
      "ratelimit-remaining": "4",
      "ratelimit-reset": "1",
    },
  });
}

/** Resend's API. A key that begins with `re_send_` may only send. */
export function answerResend(request: Request, body: string, world: World): Response {
  const { pathname } = new URL(request.url);
  if ((request.headers.get("user-agent") ?? "") === "") {
    throw new Refusal(403, { error: "code 1010" });
  }
  if (!world.key.startsWith("re_") || world.key === "re_wrong") {
    throw refuse(401, "validation_error", "API key is invalid");
  }
  if (request.method === "POST" && pathname.endsWith("/emails")) return send(request, body, world);
  if (request.method === "GET" && pathname.endsWith("/domains")) {
    if (world.key.startsWith("re_send_")) {
      throw refuse(401, "restricted_api_key", "This API key is restricted to only send emails");
    }
    return json(200, { object: "list", has_more: false, data: [] });
  }
  throw refuse(404, "not_found", "The requested endpoint does not exist.");
}
