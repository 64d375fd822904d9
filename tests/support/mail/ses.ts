import { addressOf, checkMembers, isAddress, parseJson } from "./fields.ts";
import { isSigned } from "./sigv4.ts";
import { json, Refusal, type World } from "./world.ts";

function refuse(type: string, message: string, status = 400): Refusal {
  return new Refusal(status, { message }, { "x-amzn-errortype": `${type}:` });
}

const invalid = (message: string) => refuse("BadRequestException", message);

/** The secret that goes with an access key. */
export function sesSecretOf(accessKeyId: string): string {
  return `secret-of-${accessKeyId}`;
}

function headersOf(raw: string): Record<string, string> {
  const head = raw.split("\r\n\r\n")[0] ?? "";
  const lines = head.replaceAll(/\r\n[ \t]+/g, " ").split("\r\n");
  return Object.fromEntries(
    lines.map((line) => [line.split(":")[0] ?? "", line.slice(line.indexOf(":") + 1).trim()]),
  );
}

function send(body: string, world: World): Response {
  const mail = checkMembers(
    parseJson(body, invalid),
    "body",
    {
      required: ["Content", "Destination", "FromEmailAddress"],
      optional: ["ConfigurationSetName", "EmailTags", "ReplyToAddresses", "ListManagementOptions"],
    },
    invalid,
  );
  const content = checkMembers(mail.Content, "Content", { required: ["Raw"] }, invalid);
  const { Data: data } = checkMembers(content.Raw, "Raw", { required: ["Data"] }, invalid);
  const destination = checkMembers(
    mail.Destination,
    "Destination",
    { required: ["ToAddresses"] },
    invalid,
  );
  const to = String((destination.ToAddresses as unknown[])[0]);
  const from = String(mail.FromEmailAddress);
  if (!isAddress(to) || !isAddress(addressOf(from))) throw invalid("Illegal address");
  if (addressOf(from).endsWith("@unverified.example")) {
    throw refuse("MessageRejected", "Email address is not verified.");
  }
  if (mail.ConfigurationSetName === "missing") {
    throw refuse("NotFoundException", "Configuration set <missing> does not exist.", 404);
  }
  const raw = Buffer.from(String(data), "base64").toString("utf8");
  const tags = (mail.EmailTags ?? []) as { Name: string; Value: string }[];
  for (const { Name: name, Value: value } of tags) {
    if (!/^[\w-]{1,256}$/.test(name) || !/^[\w.@-]{1,256}$/.test(value)) throw invalid("Bad tag");
  }
  const accepted = world.take(
    {
      from,
      to,
      subject: headersOf(raw).Subject ?? "",
      text: "",
      html: "",
      headers: headersOf(raw),
      mailId: tags.find(({ Name: name }) => name === "mail_id")?.Value ?? null,
      idempotencyKey: null,
      raw,
    },
    `0100017a-${String(world.next()).padStart(8, "0")}-000000`,
  );
  return json(200, { MessageId: accepted.id });
}

/** SES, API v2. An access key that begins with `AKIASEND` may only send, `AKIASANDBOX` is in the sandbox. */
export function answerSes(request: Request, body: string, world: World): Response {
  const { pathname } = new URL(request.url);
  if (world.key.startsWith("AKIAWRONG")) {
    const message = "The security token included in the request is invalid.";
    throw refuse("UnrecognizedClientException", message, 403);
  }
  if (!isSigned(request, body, sesSecretOf(world.key))) {
    const message = "The request signature we calculated does not match.";
    throw refuse("SignatureDoesNotMatch", message, 403);
  }
  if (request.method === "POST" && pathname.endsWith("/v2/email/outbound-emails")) {
    return send(body, world);
  }
  if (request.method === "GET" && pathname.endsWith("/v2/email/account")) {
    if (world.key.startsWith("AKIASEND")) {
      throw refuse("AccessDeniedException", "not authorized to perform ses:GetAccount", 403);
    }
    const isLive = !world.key.startsWith("AKIASANDBOX");
    return json(200, { SendingEnabled: true, ProductionAccessEnabled: isLive });
  }
  throw refuse("UnknownOperationException", "unknown", 404);
}
