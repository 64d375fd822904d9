import { connect } from "cloudflare:sockets";
import type { TransportCtx } from "./open-transport.ts";
import {
  SmtpConnection,
  SmtpFailure,
  type SmtpOptions,
  smtpTimeouts,
  type Wire,
} from "./smtp-connection.ts";
import { SmtpDoor } from "./smtp-door.ts";
import { decideSmtpOutcome } from "./smtp-outcome.ts";
import type { KeyState, MailTransport, OutgoingMail, SendOutcome } from "./transport.ts";

export interface SmtpServer {
  host: string;
  port: number;
  implicitTls: boolean;
  credentials: SmtpOptions["credentials"];
}

/** The parts of `smtp[s]://user:password@host:port`; 587 and 465 are the ports of submission. */
export function parseSmtpUrl(text: string): SmtpServer {
  const { protocol, hostname, port, username, password } = new URL(text);
  const implicitTls = protocol === "smtps:";
  const fallbackPort = implicitTls ? 465 : 587;
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? fallbackPort : Number(port),
    implicitTls,
    credentials:
      username === ""
        ? undefined
        : { user: decodeURIComponent(username), password: decodeURIComponent(password) },
  };
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/;

function wireTo({ host, port, implicitTls }: SmtpServer): Wire {
  const socket = connect(
    { hostname: host, port },
    { secureTransport: implicitTls ? "on" : "starttls", allowHalfOpen: false },
  );
  const wrap = (inner: Socket): Wire => ({
    readable: inner.readable as ReadableStream<Uint8Array>,
    writable: inner.writable as WritableStream<Uint8Array>,
    // The certificate must be of the host that was connected to.
    startTls: () => wrap(inner.startTls()),
    close: () => inner.close(),
  });
  // What goes wrong is told by the streams; unheard, these promises would be errors of their own.
  socket.opened.catch(() => undefined);
  socket.closed.catch(() => undefined);
  return wrap(socket);
}

/** Sends over one connection, one mail after the other, which `close` ends. */
class SmtpTransport implements MailTransport {
  readonly name = "smtp";
  readonly honoursIdempotency = false;
  readonly #door: SmtpDoor<SmtpConnection>;
  #connection: SmtpConnection | undefined;

  constructor(server: SmtpServer, helloName: string) {
    const options: SmtpOptions = {
      helloName,
      implicitTls: server.implicitTls,
      credentials: server.credentials,
      trustsWire: LOOPBACK.test(server.host),
      timeouts: smtpTimeouts,
    };
    this.#door = new SmtpDoor(() => SmtpConnection.open(wireTo(server), options));
  }

  async send(mail: OutgoingMail): Promise<SendOutcome> {
    try {
      return await this.#sendOnce(mail);
    } catch (cause) {
      return decideSmtpOutcome(cause);
    }
  }

  async check(): Promise<KeyState> {
    try {
      await this.#open();
      return "ok";
    } catch (cause) {
      const code = cause instanceof SmtpFailure ? (cause.reply?.code ?? 0) : 0;
      return code >= 500 ? "rejected" : "limited";
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.quit();
  }

  async #open(): Promise<SmtpConnection> {
    this.#connection ??= await this.#door.enter();
    return this.#connection;
  }

  /** A server may end an idle session at any time: then, and only before the message, once more. */
  async #sendOnce(mail: OutgoingMail): Promise<SendOutcome> {
    const envelope = { from: mail.from.address, to: mail.to, data: mail.raw, id: mail.id };
    const isReused = this.#connection?.isOpen ?? false;
    if (!isReused) await this.#drop();
    try {
      await (await this.#open()).send(envelope);
    } catch (cause) {
      const hasEnded = cause instanceof SmtpFailure && (cause.reply?.code ?? 421) === 421;
      if (!this.#connection?.isOpen) await this.#drop();
      if (!(isReused && hasEnded && cause.stage === "sender")) throw cause;
      await this.#drop();
      await (await this.#open()).send(envelope);
    }
    return { kind: "sent" };
  }

  async #drop(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }
}

/** The transport of `SMTP_URL`. Plain SMTP knows no keys: silence after a message stays `unknown`. */
export function smtpTransport(ctx: TransportCtx, url: string): MailTransport {
  const { mail, publicOrigin } = ctx.settings;
  const host =
    mail.from?.address.split("@")[1] ?? new URL(publicOrigin ?? "http://localhost").hostname;
  return new SmtpTransport(parseSmtpUrl(url), host);
}
