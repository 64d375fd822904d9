import { addressOf, isAddress } from "./fields.ts";
import { json, Refusal, type World } from "./world.ts";

function refuse(message: string, status = 400): Refusal {
  return new Refusal(status, { message });
}

const known = new Set(["from", "to", "cc", "bcc", "subject", "text", "html", "o:tracking"]);

function send(body: string, domain: string, world: World): Response {
  const form = new URLSearchParams(body);
  for (const name of form.keys()) {
    if (!known.has(name) && !/^[hvo]:[\w-]+$/.test(name)) {
      throw refuse(`${name} is not a known parameter`);
    }
  }
  for (const name of ["from", "to", "subject"]) {
    if ((form.get(name) ?? "") === "") throw refuse(`${name} parameter is missing`);
  }
  if ((form.get("text") ?? "") === "" && (form.get("html") ?? "") === "") {
    throw refuse("Need at least one of 'text' or 'html' parameters specified");
  }
  for (const name of ["from", "to"]) {
    if (!isAddress(addressOf(form.get(name) ?? ""))) {
      throw refuse(`${name} parameter is not a valid address. please check documentation`);
    }
  }
  if (domain === "unverified.example") throw refuse("Domain not found: unverified.example", 404);
  const headers = Object.fromEntries(
    [...form]
      .filter(([name]) => name.startsWith("h:"))
      .map(([name, value]) => [name.slice(2), value]),
  );
  const accepted = world.take(
    {
      from: form.get("from") ?? "",
      to: addressOf(form.get("to") ?? ""),
      subject: form.get("subject") ?? "",
      text: form.get("text") ?? "",
      html: form.get("html") ?? "",
      headers,
      mailId: form.get("v:mail_id"),
      idempotencyKey: null,
      raw: null,
    },
    `<20261128.${world.next()}@${domain}>`,
  );
  return json(200, { id: accepted.id, message: "Queued. Thank you." });
}

/** Mailgun's API v3. A key that begins with `send-` may only send. */
export function answerMailgun(request: Request, body: string, world: World): Response {
  const { pathname } = new URL(request.url);
  if (world.key === "" || world.key === "wrong") throw refuse("Invalid private key", 401);
  if (request.method === "GET" && pathname.endsWith("/v3/domains")) {
    if (world.key.startsWith("send-")) throw refuse("Forbidden", 403);
    return json(200, { total_count: 0, items: [] });
  }
  const domain = /\/v3\/([^/]+)\/messages$/.exec(pathname)?.[1];
  if (request.method === "POST" && domain !== undefined) {
    if (!(request.headers.get("content-type") ?? "").startsWith("application/x-www-form-url")) {
      throw refuse("unsupported content type", 415);
    }
    return send(body, decodeURIComponent(domain), world);
  }
  throw refuse("Not Found", 404);
}
