export const services = ["resend", "sendgrid", "mailgun", "ses", "cloudflare"] as const;
export type Service = (typeof services)[number];

/** A mail that a service took, in its own words and in ours. */
export interface AcceptedMail {
  id: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  /** Our id of it, as it came by tag, argument or variable. */
  mailId: string | null;
  idempotencyKey: string | null;
  /** The message as it was handed over; only SES takes whole messages. */
  raw: string | null;
}

export interface Fault {
  /** `lost-reply` does the work and breaks the connection, `reset` breaks it before. */
  kind: "error" | "stall" | "reset" | "lost-reply";
  times: number;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface WebhookTarget {
  url: string | null;
  secrets: string[];
}

export interface Delivered {
  service: Service;
  url: string;
  status: number;
  answer: string;
}

/** Everything that one key of one service has done. */
export class World {
  readonly mails: AcceptedMail[] = [];
  readonly requests: { method: string; path: string }[] = [];
  readonly faults: Fault[] = [];
  readonly suppressed = new Set<string>();
  readonly deliveries: Delivered[] = [];
  /** What was answered to each key of idempotency, and to which body. */
  readonly answered = new Map<string, { body: string; status: number; text: string }>();
  webhook: WebhookTarget = { url: null, secrets: [] };
  #made = 0;

  readonly service: Service;
  readonly key: string;

  constructor(service: Service, key: string) {
    this.service = service;
    this.key = key;
  }

  /** The next number of this world: ids are the same in equal runs. */
  next(): number {
    this.#made += 1;
    return this.#made;
  }

  take(mail: Omit<AcceptedMail, "id">, id: string): AcceptedMail {
    const accepted = { id, ...mail };
    this.mails.push(accepted);
    return accepted;
  }

  nextFault(): Fault | undefined {
    const [fault] = this.faults;
    if (fault === undefined) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.faults.shift();
    return fault;
  }
}

/** What a service refuses, in its own form. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;

  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    super(`refused with ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}) {
  return Response.json(body, { status, headers });
}
