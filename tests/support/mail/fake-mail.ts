import { DroppedConnection } from "../dropped-connection.ts";
import { answerCloudflare } from "./cloudflare.ts";
import { answerControl } from "./control.ts";
import { answerMailgun } from "./mailgun.ts";
import { answerResend } from "./resend.ts";
import { answerSendGrid } from "./sendgrid.ts";
import { answerSes } from "./ses.ts";
import { FakeSns } from "./sns.ts";
import { Refusal, type Service, services, World } from "./world.ts";
import { Zones } from "./zones.ts";

const answers = {
  resend: answerResend,
  sendgrid: answerSendGrid,
  mailgun: answerMailgun,
  ses: answerSes,
  cloudflare: answerCloudflare,
} satisfies Record<Service, (request: Request, body: string, world: World) => Response>;

function keyOf(service: Service, authorization: string): string {
  if (service === "mailgun") {
    const pair = Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString();
    return pair.startsWith("api:") ? pair.slice("api:".length) : "";
  }
  if (service === "ses") return /Credential=([^/]+)\//.exec(authorization)?.[1] ?? "";
  return authorization.replace(/^Bearer /, "");
}

/** The stand-ins of all mail services behind one door; each key of a service is a world of its own. */
export class FakeMail {
  readonly sns = new FakeSns();
  readonly zones = new Zones();
  readonly #worlds = new Map<string, World>();
  readonly #stopped = new AbortController();

  worldOf(service: Service, key: string): World {
    const name = `${service}:${key}`;
    const known = this.#worlds.get(name) ?? new World(service, key);
    this.#worlds.set(name, known);
    return known;
  }

  forget(service: Service, key: string): void {
    this.#worlds.delete(`${service}:${key}`);
  }

  stop(): void {
    this.#stopped.abort();
  }

  async handle(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const [, area = "", key = ""] = pathname.split("/");
    if (area === "") return new Response(null, { status: 200 });
    if (area === "__fake") return await answerControl(this, request);
    if (area === "dns") return this.zones.answer(key, new URL(request.url));
    if (area === "sns") {
      if (searchParams.get("Action") === "ConfirmSubscription") {
        this.sns.confirmed.push(searchParams.get("Token") ?? "");
        return new Response("<ConfirmSubscriptionResponse/>");
      }
      return new Response(this.sns.certificate);
    }
    const service = services.find((one) => one === area);
    if (service === undefined) return new Response("nothing here", { status: 404 });
    const world = this.worldOf(service, keyOf(service, request.headers.get("authorization") ?? ""));
    return await this.#call(service, request, world);
  }

  async #call(service: Service, request: Request, world: World): Promise<Response> {
    const body = await request.text();
    world.requests.push({ method: request.method, path: new URL(request.url).pathname });
    const fault = world.nextFault();
    if (fault?.kind === "reset") throw new DroppedConnection();
    if (fault?.kind === "stall") return await this.#untilGone(request.signal);
    if (fault?.kind === "error") {
      return Response.json(fault.body ?? {}, {
        status: fault.status ?? 500,
        headers: fault.headers ?? {},
      });
    }
    try {
      const answered = answers[service](request, body, world);
      if (fault?.kind === "lost-reply") throw new DroppedConnection();
      return answered;
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      return Response.json(cause.body, { status: cause.status, headers: cause.headers });
    }
  }

  async #untilGone(signal: AbortSignal): Promise<Response> {
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve());
      this.#stopped.signal.addEventListener("abort", () => resolve());
    });
    throw new DroppedConnection();
  }
}
