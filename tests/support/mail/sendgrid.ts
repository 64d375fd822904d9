import { checkMembers, isAddress, parseJson, textRecord } from "./fields.ts";
import { json, Refusal, type World } from "./world.ts";

function refuse(message: string, field: string | null = null, status = 400): Refusal {
  return new Refusal(status, { errors: [{ message, field, help: null }] });
}

const invalid = (message: string, member: string) => refuse(message, member);
const reserved =
  /^(x-sg-id|x-sg-eid|received|dkim-signature|content-type|content-transfer-encoding|to|from|subject|reply-to|cc|bcc)$/i;

function emailOf(value: unknown, field: string): string {
  const { email } = checkMembers(
    value,
    field,
    { required: ["email"], optional: ["name"] },
    invalid,
  );
  if (typeof email !== "string" || !isAddress(email)) {
    throw refuse("Does not contain a valid address.", `${field}.email`);
  }
  return email;
}

function contentOf(content: unknown, type: string): string {
  const found = (content as { type: string; value: string }[]).find((one) => one.type === type);
  return found?.value ?? "";
}

function send(body: string, world: World): Response {
  const mail = checkMembers(
    parseJson(body, (message) => refuse(message)),
    "body",
    {
      required: ["personalizations", "from", "subject", "content"],
      optional: ["reply_to", "headers", "custom_args", "tracking_settings", "categories", "asm"],
    },
    invalid,
  );
  const from = emailOf(mail.from, "from");
  if (from.endsWith("@unverified.example")) {
    throw refuse("The from address does not match a verified Sender Identity.", "from", 403);
  }
  const [personalization] = mail.personalizations as unknown[];
  const { to, custom_args: customArgs } = checkMembers(
    personalization,
    "personalizations.0",
    { required: ["to"], optional: ["cc", "bcc", "headers", "custom_args", "subject"] },
    invalid,
  );
  const content = mail.content as { type: string }[];
  if (content.length > 1 && content[0]?.type !== "text/plain") {
    throw refuse("If present, text/plain must be first.", "content");
  }
  const headers = textRecord(mail.headers);
  for (const name of Object.keys(headers)) {
    if (reserved.test(name)) throw refuse("The header is reserved.", `headers.${name}`);
  }
  const accepted = world.take(
    {
      from,
      to: emailOf((to as unknown[])[0], "personalizations.0.to.0"),
      subject: String(mail.subject),
      text: contentOf(content, "text/plain"),
      html: contentOf(content, "text/html"),
      headers,
      mailId: textRecord(customArgs).mail_id ?? null,
      idempotencyKey: null,
      raw: null,
    },
    `14c5d75ce93.dfd.${String(world.next()).padStart(6, "0")}`,
  );
  return new Response(null, { status: 202, headers: { "x-message-id": accepted.id } });
}

/** SendGrid's API v3. A key that begins with `SG.read` may not send. */
export function answerSendGrid(request: Request, body: string, world: World): Response {
  const { pathname } = new URL(request.url);
  if (!world.key.startsWith("SG.") || world.key === "SG.wrong") {
    throw refuse("The provided authorization grant is invalid, expired, or revoked", null, 401);
  }
  const scopes = world.key.startsWith("SG.read") ? ["scopes.read"] : ["mail.send", "scopes.read"];
  if (request.method === "GET" && pathname.endsWith("/v3/scopes")) return json(200, { scopes });
  if (request.method === "POST" && pathname.endsWith("/v3/mail/send")) {
    if (!scopes.includes("mail.send")) throw refuse("access forbidden", null, 403);
    return send(body, world);
  }
  throw refuse("not found", null, 404);
}
