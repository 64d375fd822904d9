import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeWire } from "../../../tests/support/smtp/node-wire.ts";
import { type SmtpStandIn, startSmtp } from "../../../tests/support/smtp/serve.ts";
import { SmtpConnection, type SmtpOptions, stuffDots } from "./smtp-connection.ts";
import { decideSmtpOutcome } from "./smtp-outcome.ts";

const timeouts = { greetingMs: 500, commandMs: 500, acceptanceMs: 500 };
const options: SmtpOptions = {
  helloName: "shop.test",
  implicitTls: false,
  credentials: undefined,
  trustsWire: true,
  timeouts,
};
const DATA = "Subject: x\r\nTo: y\r\n\r\n.one dot\r\n..two\r\nend";

let server: SmtpStandIn;

beforeAll(async () => {
  server = await startSmtp();
});

afterAll(async () => {
  await server.close();
});

async function open(port = server.port, more: Partial<SmtpOptions> = {}) {
  return await SmtpConnection.open(await nodeWire(port), { ...options, ...more });
}

const mailTo = (to: string) => ({ from: "shop@shop.test", to, data: DATA, id: "mail_1" });

async function outcomeOf(to: string) {
  const connection = await open();
  try {
    await connection.send(mailTo(to));
    return { kind: "sent" };
  } catch (cause) {
    return decideSmtpOutcome(cause);
  } finally {
    await connection.close();
  }
}

/** A server of a few lines, for what no library would say. */
async function withScript<T>(
  talk: (socket: Socket, line: string) => void,
  use: (port: number) => Promise<T>,
): Promise<T> {
  const sockets = new Set<Socket>();
  const scripted: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.write("220 scripted\r\n");
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString();
      for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        talk(socket, line);
      }
    });
  });
  await new Promise<void>((resolve) => scripted.listen(0, "127.0.0.1", resolve));
  try {
    return await use((scripted.address() as AddressInfo).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    scripted.close();
  }
}

test("the server gets exactly the bytes that were given, dots and all", async () => {
  const connection = await open();
  await connection.send(mailTo("exact@example.com"));
  await connection.quit();
  const taken = server.captured.find(({ to }) => to === "exact@example.com");
  expect(taken).toMatchObject({ from: "shop@shop.test", raw: `${DATA}\r\n` });
});

test("many messages go over one connection, also after one was refused", async () => {
  const connection = await open();
  for (const n of [1, 2, 3]) await connection.send(mailTo(`many-${n}@example.com`));
  await expect(connection.send(mailTo("rcpt-550-5.1.1.many@example.com"))).rejects.toThrow("550");
  await expect(connection.send(mailTo("data-451.many@example.com"))).rejects.toThrow("451");
  await connection.send(mailTo("many-4@example.com"));
  await connection.quit();
  const taken = server.captured.filter(({ to }) => to.startsWith("many-"));
  expect(taken.map(({ to }) => to)).toEqual([1, 2, 3, 4].map((n) => `many-${n}@example.com`));
  expect(new Set(taken.map(({ session }) => session)).size).toBe(1);
});

test.each([
  ["rcpt-550-5.1.1.a", { kind: "refused", suppress: "hard-bounce" }],
  ["rcpt-550.a", { kind: "refused", suppress: "hard-bounce" }],
  ["rcpt-550-5.7.1.a", { kind: "refused", suppress: undefined }],
  ["rcpt-552-5.2.2.a", { kind: "refused", suppress: undefined }],
  ["rcpt-450-4.2.1.a", { kind: "later" }],
  ["data-550-5.7.1.a", { kind: "refused", suppress: undefined }],
  ["data-554.a", { kind: "refused", suppress: undefined }],
  ["data-451-4.3.0.a", { kind: "later" }],
  ["leave.a", { kind: "later" }],
  ["cut.a", { kind: "later" }],
  ["lost-reply.a", { kind: "unknown" }],
  ["stall.a", { kind: "unknown" }],
  ["taken.a", { kind: "sent" }],
])("%s is %o", async (local, expected) => {
  const outcome = await outcomeOf(`${local}@example.com`);
  expect({
    ...outcome,
    suppress: "suppress" in outcome ? outcome.suppress : undefined,
  }).toMatchObject(expected);
});

test("without pipelining each command waits for its answer", async () => {
  const lines: string[] = [];
  const talk = (socket: Socket, line: string) => {
    lines.push(line);
    if (line.startsWith("EHLO")) socket.write("250-plain\r\n250 HELP\r\n");
    else if (line.startsWith("MAIL")) socket.write("250 ok\r\n");
    else if (line.startsWith("RCPT")) socket.write("251 will forward\r\n");
    else if (line === "DATA") socket.write("354 go\r\n");
    else if (line === ".") socket.write("250-2.0.0 queued\r\n250 as 1\r\n");
  };
  const reply = await withScript(talk, async (port) => {
    const connection = await open(port);
    return await connection.send(mailTo("a@example.com"));
  });
  expect(reply).toMatchObject({ code: 250, enhanced: "2.0.0" });
  expect(lines.slice(0, 4)).toEqual([
    "EHLO shop.test",
    "MAIL FROM:<shop@shop.test>",
    "RCPT TO:<a@example.com>",
    "DATA",
  ]);
});

test("a server that never answers is given up, and nothing was sent", async () => {
  const outcome = await withScript(
    () => undefined,
    async (port) => await open(port).catch(decideSmtpOutcome),
  );
  expect(outcome).toMatchObject({ kind: "later", reason: expect.stringContaining("no answer") });
});

test("a server that speaks something else is given up", async () => {
  const talk = (socket: Socket) => void socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
  const outcome = await withScript(talk, async (port) => await open(port).catch(decideSmtpOutcome));
  expect(outcome).toMatchObject({ kind: "later", reason: "the server does not speak SMTP" });
});

test("words put in before the encryption end the session", async () => {
  const talk = (socket: Socket, line: string) => {
    if (line.startsWith("EHLO")) socket.write("250-a\r\n250 STARTTLS\r\n");
    else if (line === "STARTTLS") socket.write("220 go\r\n250 injected\r\n");
  };
  const outcome = await withScript(talk, async (port) => await open(port).catch(decideSmtpOutcome));
  expect(outcome).toMatchObject({
    kind: "later",
    reason: "the server spoke before the encryption",
  });
});

test("a password never travels in the clear to another machine", async () => {
  const lines: string[] = [];
  const talk = (socket: Socket, line: string) => {
    lines.push(line);
    if (line.startsWith("EHLO")) socket.write("250-a\r\n250 AUTH PLAIN LOGIN\r\n");
  };
  const credentials = { user: "shop", password: "secret" };
  const outcome = await withScript(
    talk,
    async (port) => await open(port, { credentials, trustsWire: false }).catch(decideSmtpOutcome),
  );
  expect(outcome).toMatchObject({
    kind: "later",
    reason: expect.stringContaining("no encryption"),
  });
  expect(lines).toEqual(["EHLO shop.test"]);
});

test("a right password signs in, a wrong one is nobody's mail's fault", async () => {
  const guarded = await startSmtp({ user: { name: "shop", password: "right" } });
  try {
    const right = await open(guarded.port, { credentials: { user: "shop", password: "right" } });
    await right.send(mailTo("auth@example.com"));
    expect(guarded.captured).toMatchObject([{ user: "shop" }]);
    await right.quit();
    const credentials = { user: "shop", password: "wrong" };
    const outcome = await open(guarded.port, { credentials }).catch(decideSmtpOutcome);
    expect(outcome).toMatchObject({ kind: "later", reason: expect.stringContaining("535") });
  } finally {
    await guarded.close();
  }
});

test("an international address needs a server that takes it", async () => {
  const talk = (socket: Socket, line: string) => {
    if (line.startsWith("EHLO")) socket.write("250 a\r\n");
  };
  const outcome = await withScript(talk, async (port) => {
    const connection = await open(port);
    return await connection.send(mailTo("用户@example.com")).catch(decideSmtpOutcome);
  });
  expect(outcome).toEqual({
    kind: "refused",
    reason: "the server takes no international addresses",
  });
});

test("an address cannot add a command", async () => {
  const connection = await open();
  const outcome = await connection.send(mailTo("a@b.c>\r\nRSET")).catch(decideSmtpOutcome);
  expect(outcome).toEqual({ kind: "refused", reason: "not an address", suppress: "hard-bounce" });
  const forged = { ...mailTo("ada@example.com"), from: "a@b.c>\r\nRSET" };
  expect(await connection.send(forged).catch(decideSmtpOutcome)).toEqual({
    kind: "refused",
    reason: "not an address",
  });
  await connection.close();
});

test("dots at the start of lines are doubled", () => {
  expect(stuffDots(".a\r\n.b\r\nc.\r\n")).toBe("..a\r\n..b\r\nc.\r\n");
});

test("a server that reports on mails is told by what name, and when", async () => {
  const heard: string[] = [];
  const talk = (socket: Socket, line: string) => {
    heard.push(line);
    if (line.startsWith("EHLO")) socket.write("250-scripted\r\n250 DSN\r\n");
    else if (line === "DATA") socket.write("354 go on\r\n");
    else if (/^(?:MAIL|RCPT|QUIT|\.$)/.test(line)) socket.write("250 fine\r\n");
  };
  await withScript(talk, async (port) => {
    const connection = await open(port);
    await connection.send(mailTo("ada@example.com"));
    await connection.quit();
  });
  expect(heard).toContain("MAIL FROM:<shop@shop.test> RET=HDRS ENVID=mail_1");
  expect(heard).toContain("RCPT TO:<ada@example.com> NOTIFY=FAILURE,DELAY");
});
