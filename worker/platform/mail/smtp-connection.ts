import { Deadline } from "./deadline.ts";
import { describeReply, ReplyReader, type SmtpReply } from "./smtp-reply.ts";

/** A connection as the runtime gives it: `cloudflare:sockets` in the Worker. */
export interface Wire {
  readable: ReadableStream<Uint8Array>;
  writable: WritableStream<Uint8Array>;
  /** The same connection, encrypted from here on. */
  startTls(): Wire;
  close(): Promise<void>;
}

export interface SmtpOptions {
  /** By what name we greet. */
  helloName: string;
  /** Encrypted from the first byte, so that STARTTLS is not asked for. */
  implicitTls: boolean;
  credentials: { user: string; password: string } | undefined;
  /** Whether the password may travel in the clear: to this very machine only. */
  trustsWire: boolean;
  timeouts: SmtpTimeouts;
}

export interface SmtpTimeouts {
  greetingMs: number;
  commandMs: number;
  /** From the final dot to the answer, in which the server does all of its work. */
  acceptanceMs: number;
}

export const smtpTimeouts: SmtpTimeouts = {
  greetingMs: 30_000,
  commandMs: 30_000,
  acceptanceMs: 120_000,
};

export interface SmtpEnvelope {
  from: string;
  to: string;
  /** A message with CRLF. */
  data: string;
  /** What a report on this message is to name (RFC 3461): letters, figures, `_` and `.`. */
  id: string;
}

export type SmtpStage = "session" | "sender" | "recipient" | "data" | "acceptance";

/** Why a message was not taken, or why nobody can say. */
export class SmtpFailure extends Error {
  override readonly name = "SmtpFailure";
  readonly stage: SmtpStage;
  /** What the server said; undefined when it said nothing. */
  readonly reply: SmtpReply | undefined;

  constructor(stage: SmtpStage, reason: string, reply?: SmtpReply) {
    super(reason);
    this.stage = stage;
    this.reply = reply;
  }
}

const LINE_BYTES_MAX = 8_192;
const CR_LF = "\r\n";
const NOT_ASCII = /[^\0-\x7f]/;
const encoder = new TextEncoder();

/** An address within `<>` must not end the command. */
function pathOf(address: string, stage: "sender" | "recipient"): string {
  if (/[\s<>\p{Cc}]/u.test(address)) {
    const lines = ["not an address"];
    throw new SmtpFailure(stage, lines[0] ?? "", { code: 553, enhanced: "5.1.3", lines });
  }
  return `<${address}>`;
}

/** RFC 5321, section 4.5.2: a dot at the start of a line is doubled. */
export function stuffDots(data: string): string {
  const stuffed = data.replaceAll("\r\n.", "\r\n..");
  return stuffed.startsWith(".") ? `.${stuffed}` : stuffed;
}

/**
 * One SMTP session, by RFC 5321 to the letter: messages one after the other, each sent as the exact
 * bytes that were given. A time-out or a protocol error ends it.
 */
export class SmtpConnection {
  #wire: Wire;
  readonly #options: SmtpOptions;
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  #writer: WritableStreamDefaultWriter<Uint8Array>;
  #decoder = new TextDecoder();
  #buffered = "";
  #replies = new ReplyReader();
  #extensions = new Map<string, string>();
  #isOpen = true;
  readonly #deadline = new Deadline(() => this.#abandon());

  private constructor(wire: Wire, options: SmtpOptions) {
    this.#wire = wire;
    this.#options = options;
    this.#reader = wire.readable.getReader();
    this.#writer = wire.writable.getWriter();
  }

  /** Greets, encrypts and signs in. Throws an `SmtpFailure` of stage `session`. */
  static async open(wire: Wire, options: SmtpOptions): Promise<SmtpConnection> {
    const connection = new SmtpConnection(wire, options);
    try {
      await connection.#begin();
    } catch (cause) {
      await connection.close();
      throw cause;
    }
    return connection;
  }

  /** Whether another message can be sent. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Sends one message; returns the server's acceptance or throws an `SmtpFailure`. */
  async send(envelope: SmtpEnvelope): Promise<SmtpReply> {
    const { to, data } = envelope;
    const notify = this.#extensions.has("DSN") ? " NOTIFY=FAILURE,DELAY" : "";
    const [mail, rcpt] = [
      this.#mailCommand(envelope),
      `RCPT TO:${pathOf(to, "recipient")}${notify}`,
    ];
    if (this.#extensions.has("PIPELINING")) await this.#pipelined(mail, rcpt);
    else {
      await this.#ask("sender", mail, 250);
      await this.#ask("recipient", rcpt, 250);
      await this.#ask("data", "DATA", 354);
    }
    const body = stuffDots(data);
    await this.#write("data", body.endsWith(CR_LF) ? body : body + CR_LF);
    const { acceptanceMs } = this.#options.timeouts;
    await this.#write("acceptance", `.${CR_LF}`);
    return this.#expect("acceptance", await this.#read("acceptance", acceptanceMs), 250);
  }

  /** Says goodbye and closes; what goes wrong meanwhile does not matter any more. */
  async quit(): Promise<void> {
    try {
      if (this.#isOpen) {
        await this.#write("session", `QUIT${CR_LF}`);
        await this.#read("session", 2_000);
      }
    } catch {
      // The messages have been answered for already.
    }
    await this.close();
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.#deadline.end();
    try {
      await this.#wire.close();
    } catch {
      // It has gone already.
    }
  }

  async #begin(): Promise<void> {
    const { implicitTls, timeouts } = this.#options;
    this.#expect("session", await this.#read("session", timeouts.greetingMs), 220);
    await this.#hello();
    if (!implicitTls && this.#extensions.has("STARTTLS")) {
      await this.#ask("session", "STARTTLS", 220);
      this.#encrypt();
      await this.#hello();
    }
    await this.#signIn();
  }

  /** What was said in the clear after the server's go-ahead may have been put there by anybody. */
  #encrypt(): void {
    if (this.#buffered !== "") {
      throw new SmtpFailure("session", "the server spoke before the encryption");
    }
    this.#reader.releaseLock();
    this.#writer.releaseLock();
    this.#wire = this.#wire.startTls();
    this.#reader = this.#wire.readable.getReader();
    this.#writer = this.#wire.writable.getWriter();
    this.#decoder = new TextDecoder();
    this.#isEncrypted = true;
  }

  #isEncrypted = false;

  async #hello(): Promise<void> {
    const { helloName, timeouts } = this.#options;
    await this.#write("session", `EHLO ${helloName}${CR_LF}`);
    const reply = await this.#read("session", timeouts.commandMs);
    this.#extensions = new Map();
    if (reply.code >= 500) {
      await this.#ask("session", `HELO ${helloName}`, 250);
      return;
    }
    this.#expect("session", reply, 250);
    for (const line of reply.lines.slice(1)) {
      const [keyword = "", ...parameters] = line.trim().split(/[ =]+/);
      this.#extensions.set(keyword.toUpperCase(), parameters.join(" ").toUpperCase());
    }
  }

  async #signIn(): Promise<void> {
    const { credentials, implicitTls, trustsWire } = this.#options;
    if (credentials === undefined) return;
    if (!implicitTls && !this.#isEncrypted && !trustsWire) {
      throw new SmtpFailure("session", "the server offers no encryption for the password");
    }
    const base64 = (text: string) => btoa(String.fromCharCode(...encoder.encode(text)));
    const { user, password } = credentials;
    const mechanisms = (this.#extensions.get("AUTH") ?? "").split(" ");
    if (mechanisms.includes("PLAIN")) {
      await this.#ask("session", `AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, 235);
    } else if (mechanisms.includes("LOGIN")) {
      await this.#ask("session", "AUTH LOGIN", 334);
      await this.#ask("session", base64(user), 334);
      await this.#ask("session", base64(password), 235);
    } else throw new SmtpFailure("session", "the server offers no way to sign in that we know");
  }

  #mailCommand({ from, to, data, id }: SmtpEnvelope): string {
    const parameters: string[] = [];
    // A string of ASCII alone has as many bytes as characters.
    const isPlain = !NOT_ASCII.test(data);
    const bytes = isPlain ? data.length : encoder.encode(data).length;
    const limit = Number(this.#extensions.get("SIZE") ?? "0");
    if (limit > 0 && bytes > limit) {
      throw new SmtpFailure("data", `the message has ${bytes} bytes, the server takes ${limit}`, {
        code: 552,
        enhanced: "5.3.4",
        lines: [`the server takes ${limit} bytes`],
      });
    }
    if (this.#extensions.has("SIZE")) parameters.push(`SIZE=${bytes}`);
    if (NOT_ASCII.test(from + to)) {
      if (!this.#extensions.has("SMTPUTF8")) {
        const lines = ["the server takes no international addresses"];
        throw new SmtpFailure("sender", lines[0] ?? "", { code: 553, enhanced: "5.6.7", lines });
      }
      parameters.push("SMTPUTF8");
    }
    if (!isPlain && this.#extensions.has("8BITMIME")) parameters.push("BODY=8BITMIME");
    if (this.#extensions.has("DSN")) parameters.push("RET=HDRS", `ENVID=${id}`);
    return [`MAIL FROM:${pathOf(from, "sender")}`, ...parameters].join(" ");
  }

  /** RFC 2920: three commands in one flight; all of their answers are read before any counts. */
  async #pipelined(mail: string, rcpt: string): Promise<void> {
    const { commandMs } = this.#options.timeouts;
    await this.#write("sender", [mail, rcpt, "DATA", ""].join(CR_LF));
    const sender = await this.#read("sender", commandMs);
    const recipient = await this.#read("recipient", commandMs);
    const data = await this.#read("data", commandMs);
    if (data.code === 354 && (sender.code !== 250 || recipient.code >= 300)) {
      await this.#write("data", `.${CR_LF}`);
      await this.#read("data", commandMs);
    }
    this.#expect("sender", sender, 250);
    this.#expect("recipient", recipient, 250);
    this.#expect("data", data, 354);
  }

  async #ask(stage: SmtpStage, command: string, expected: number): Promise<SmtpReply> {
    await this.#write(stage, command + CR_LF);
    return this.#expect(stage, await this.#read(stage, this.#options.timeouts.commandMs), expected);
  }

  /** After a refusal the session goes on with a clean slate, unless the server is leaving. */
  #expect(stage: SmtpStage, reply: SmtpReply, expected: number): SmtpReply {
    const isRight =
      expected === 250 ? reply.code >= 250 && reply.code < 260 : reply.code === expected;
    if (isRight) return reply;
    if (reply.code === 421 || reply.code < 400) this.#isOpen = false;
    else if (stage === "sender" || stage === "recipient" || stage === "data")
      this.#mustReset = true;
    throw new SmtpFailure(stage, describeReply(reply), reply);
  }

  #mustReset = false;

  async #write(stage: SmtpStage, text: string): Promise<void> {
    const reset = this.#mustReset && stage === "sender" ? `RSET${CR_LF}` : "";
    try {
      if (reset !== "") {
        this.#mustReset = false;
        await this.#writer.write(encoder.encode(reset));
        await this.#read("sender", this.#options.timeouts.commandMs);
      }
      this.#deadline.within(this.#options.timeouts.commandMs);
      await this.#writer.write(encoder.encode(text));
      this.#deadline.met();
    } catch (cause) {
      this.#isOpen = false;
      throw cause instanceof SmtpFailure ? cause : this.#lost(stage, cause);
    }
  }

  async #read(stage: SmtpStage, timeoutMs: number): Promise<SmtpReply> {
    try {
      const told = this.#takeReply();
      if (told !== undefined) return told;
      this.#deadline.within(timeoutMs);
      const reply = await this.#nextReply();
      this.#deadline.met();
      return reply;
    } catch (cause) {
      this.#isOpen = false;
      throw this.#lost(stage, cause);
    }
  }

  #lost(stage: SmtpStage, cause: unknown): SmtpFailure {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new SmtpFailure(stage, (this.#deadline.missed ?? reason).slice(0, 300));
  }

  /** Ends what is being waited for: nothing more is read, and nothing more leaves. */
  #abandon(): void {
    void this.#reader.cancel().catch(() => undefined);
    void this.#writer.abort().catch(() => undefined);
  }

  async #nextReply(): Promise<SmtpReply> {
    for (;;) {
      const reply = this.#takeReply();
      if (reply !== undefined) return reply;
      if (this.#buffered.length > LINE_BYTES_MAX)
        throw new Error("the server does not end its line");
      const { value, done } = await this.#reader.read();
      if (done) throw new Error("the server closed the connection");
      this.#buffered += this.#decoder.decode(value, { stream: true });
    }
  }

  /** The next reply, where the server has said all of it already. */
  #takeReply(): SmtpReply | undefined {
    for (;;) {
      const end = this.#buffered.indexOf("\n");
      if (end < 0) return undefined;
      const line = this.#buffered.slice(0, end).replace(/\r$/, "");
      this.#buffered = this.#buffered.slice(end + 1);
      const reply = this.#replies.take(line);
      if (reply !== undefined) return reply;
    }
  }
}
