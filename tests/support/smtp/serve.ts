import { createServer, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";

/** A message as the server has taken it, or has got to its end before it did what it was told to. */
export interface CapturedMail {
  from: string;
  to: string;
  raw: string;
  /** Which connection brought it. */
  session: string;
  secure: boolean;
  user: string | undefined;
  atMs: number;
}

export interface SmtpStandIn {
  port: number;
  url: string;
  /** Where `/mails?to=` and `DELETE /mails` answer. */
  controlUrl: string;
  captured: CapturedMail[];
  close(): Promise<void>;
}

export interface SmtpStandInOptions {
  port?: number;
  key?: string;
  cert?: string;
  implicitTls?: boolean;
  hidden?: string[];
  user?: { name: string; password: string };
}

/**
 * What an address makes the server do, by its local part: `rcpt-550-5.1.1.x` refuses the recipient,
 * `data-451-4.3.0.x` the message after its end; `first-…` does so the first time only. `lost-reply`
 * takes the message and closes without an answer, `cut` closes in the middle of the message, `leave`
 * answers 421 and closes, `stall` takes the message and never answers.
 */
type Behaviour =
  | { kind: "take" | "lost-reply" | "cut" | "leave" | "stall" }
  | { kind: "rcpt" | "data"; code: number; text: string };

function readBehaviour(address: string, seen: Set<string>): Behaviour {
  const [local = ""] = address.split("@");
  const once = local.startsWith("first-");
  if (once && seen.has(address)) return { kind: "take" };
  if (once) seen.add(address);
  const name = once ? local.slice("first-".length) : local;
  const plain = (["lost-reply", "cut", "leave", "stall"] as const).find((one) =>
    name.startsWith(one),
  );
  if (plain !== undefined) return { kind: plain };
  const match = /^(rcpt|data)-(\d{3})(?:-(\d\.\d+\.\d+))?/.exec(name);
  if (match === null) return { kind: "take" };
  const [, kind = "rcpt", code = "550", enhanced] = match;
  const text = [enhanced, "as the address asks for"].filter((part) => part !== undefined).join(" ");
  return { kind: kind as "rcpt" | "data", code: Number(code), text };
}

class Refusal extends Error {
  readonly responseCode: number;
  constructor(code: number, text: string) {
    super(text);
    this.responseCode = code;
  }
}

/** Rejects when the connection ends in the middle of the message. */
async function readAll(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** A real SMTP server on loopback that does what the recipient's address says. */
export async function startSmtp(options: SmtpStandInOptions = {}): Promise<SmtpStandIn> {
  const captured: CapturedMail[] = [];
  const seen = new Set<string>();
  const behaviours = new Map<string, Behaviour>();
  const sockets = new Map<string, Socket>();
  const drop = (session: SMTPServerSession) => sockets.get(session.id)?.destroy();
  const { key, cert, user } = options;
  const tls = key === undefined || cert === undefined ? {} : { key, cert };
  async function takeMessage(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    behaviour: Behaviour,
    done: (error?: Error | null) => void,
  ): Promise<void> {
    const raw = await readAll(stream).catch(() => undefined);
    if (raw === undefined) return;
    if (behaviour.kind === "data") return done(new Refusal(behaviour.code, behaviour.text));
    const { envelope } = session;
    captured.push({
      from: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
      to: envelope.rcptTo[0]?.address ?? "",
      raw,
      session: session.id,
      secure: session.secure,
      user: session.user,
      atMs: Date.now(),
    });
    if (behaviour.kind === "lost-reply") drop(session);
    else if (behaviour.kind !== "stall") done();
  }
  const server = new SMTPServer({
    ...tls,
    secure: options.implicitTls ?? false,
    authOptional: user === undefined,
    disabledCommands: [
      ...(key === undefined ? ["STARTTLS"] : []),
      ...(user === undefined ? ["AUTH"] : []),
    ],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    size: 1_000_000,
    closeTimeout: 500,
    onAuth({ username, password }, _session, done) {
      if (username === user?.name && password === user?.password) done(null, { user: username });
      else done(new Refusal(535, "5.7.8 wrong user or password"));
    },
    onConnect(session, done) {
      const connections = (
        server as unknown as { connections: Set<{ id: string; _socket: Socket }> }
      ).connections;
      for (const one of connections) if (one.id === session.id) sockets.set(one.id, one._socket);
      done();
    },
    onRcptTo({ address }, session, done) {
      const behaviour = readBehaviour(address, seen);
      behaviours.set(session.id, behaviour);
      if (behaviour.kind === "leave") {
        done(new Refusal(421, "4.3.2 going away"));
        setTimeout(() => drop(session), 10);
      } else if (behaviour.kind === "rcpt") done(new Refusal(behaviour.code, behaviour.text));
      else done();
    },
    onData(stream, session, done) {
      const behaviour = behaviours.get(session.id) ?? { kind: "take" };
      if (behaviour.kind === "cut") {
        stream.resume();
        drop(session);
        return;
      }
      void takeMessage(stream, session, behaviour, done);
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const control = createServer((request: IncomingMessage, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const to = url.searchParams.get("to");
    const shown = captured.filter((mail) => to === null || mail.to === to);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(url.pathname === "/count" ? { count: shown.length } : shown));
  });
  await new Promise<void>((resolve) => control.listen(0, "127.0.0.1", resolve));
  const controlPort = (control.address() as AddressInfo).port;
  return {
    port,
    url: `${options.implicitTls === true ? "smtps" : "smtp"}://127.0.0.1:${port}`,
    controlUrl: `http://127.0.0.1:${controlPort}`,
    captured,
    async close() {
      control.closeAllConnections();
      await new Promise<void>((resolve) => control.close(() => resolve()));
      for (const socket of sockets.values()) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
