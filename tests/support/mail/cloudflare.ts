import { checkMembers, isAddress, parseJson, textOf, textRecord } from "./fields.ts";
import { json, Refusal, type World } from "./world.ts";

function refuse(status: number, code: number, message: string): Refusal {
  return new Refusal(status, {
    success: false,
    errors: [{ code, message }],
    messages: [],
    result: null,
  });
}

const invalid = () => refuse(400, 10_001, "email.sending.error.invalid_request_schema");

/** https://developers.cloudflare.com/email-service/reference/headers/ */
const allowedHeaders =
  /^(x-[\w-]+|in-reply-to|references|list-(unsubscribe|unsubscribe-post|id|archive|help|owner|post|subscribe)|precedence|auto-submitted|content-language|keywords|comments|importance|priority|sensitivity|organization|require-recipient-valid-since|expires|reply-by|archived-at)$/i;

function send(body: string, world: World): Response {
  const mail = checkMembers(
    parseJson(body, invalid),
    "body",
    {
      required: ["from", "to", "subject"],
      optional: ["text", "html", "reply_to", "headers", "cc", "bcc", "attachments"],
    },
    invalid,
  );
  const to = String(mail.to);
  const from =
    typeof mail.from === "string" ? mail.from : (textRecord(mail.from).address ?? "missing");
  if (!isAddress(to) || !isAddress(from)) throw invalid();
  const headers = textRecord(mail.headers);
  for (const [name, value] of Object.entries(headers)) {
    if (!allowedHeaders.test(name) || value === "") throw invalid();
  }
  const unsubscribe = headers["List-Unsubscribe"];
  if (unsubscribe !== undefined && !/<(https|mailto):/.test(unsubscribe)) throw invalid();
  if (from.endsWith("@unverified.example")) {
    throw refuse(403, 10_203, "email.sending.error.email.sending_disabled");
  }
  const id = `0101018f7d0c-${world.next()}`;
  const isBounced = world.suppressed.has(to.toLowerCase());
  if (!isBounced) {
    world.take(
      {
        from,
        to,
        subject: String(mail.subject),
        text: textOf(mail.text),
        html: textOf(mail.html),
        headers,
        mailId: headers["X-Entity-Ref-ID"] ?? null,
        idempotencyKey: null,
        raw: null,
      },
      id,
    );
  }
  const result = isBounced
    ? { delivered: [], permanent_bounces: [to], queued: [] }
    : { delivered: [to], permanent_bounces: [], queued: [] };
  return json(200, { success: true, errors: [], messages: [], result });
}

/** Cloudflare's API of Email Sending. A token that begins with `person-` is one of a person. */
export function answerCloudflare(request: Request, body: string, world: World): Response {
  const { pathname } = new URL(request.url);
  if (world.key === "" || world.key === "wrong") {
    throw refuse(401, 10_101, "email.sending.error.authentication.unauthorized");
  }
  if (request.method === "GET" && pathname.endsWith("/tokens/verify")) {
    const isPersonal = world.key.startsWith("person-");
    if (isPersonal === pathname.includes("/accounts/"))
      throw refuse(401, 1000, "Invalid API Token");
    return json(200, { success: true, errors: [], result: { id: "1", status: "active" } });
  }
  if (request.method === "POST" && pathname.endsWith("/email/sending/send"))
    return send(body, world);
  throw refuse(404, 10_000, "email.sending.error.not_found");
}
