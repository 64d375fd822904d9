import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    webhookReceiverUrl: string;
  }
}

/** What the address of a key does from now on. Statuses are answered in turn, the last one for good. */
export type ReceiverMode =
  | { kind: "status"; statuses: number[]; body?: string; headers?: Record<string, string> }
  | { kind: "redirect"; location: string }
  /**
   * `stall` never answers, `trickle` never ends its answer, `reset` breaks the connection, `hold`
   * answers when its mode changes.
   */
  | { kind: "stall" | "trickle" | "reset" | "hold" };

export interface ReceivedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  /** The body as it came, in base64. */
  bytes: string;
}

const modes = new Map<string, ReceiverMode>();
const logs = new Map<string, ReceivedRequest[]>();
const held = new Map<string, ServerResponse[]>();

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function receive(key: string, response: ServerResponse): void {
  const mode = modes.get(key) ?? { kind: "status", statuses: [204] };
  switch (mode.kind) {
    case "status": {
      const status = mode.statuses.length > 1 ? mode.statuses.shift() : mode.statuses[0];
      response.writeHead(status ?? 204, mode.headers);
      response.end(status === 204 ? undefined : (mode.body ?? ""));
      return;
    }
    case "redirect":
      response.writeHead(302, { location: mode.location });
      response.end();
      return;
    case "trickle":
      response.writeHead(200);
      response.write("begun");
      return;
    case "reset":
      response.destroy();
      return;
    case "hold":
      held.set(key, [...(held.get(key) ?? []), response]);
      return;
    case "stall":
  }
}

function behave(key: string, mode: ReceiverMode): void {
  modes.set(key, mode);
  for (const response of held.get(key) ?? []) receive(key, response);
  held.delete(key);
}

/**
 * Answers as a resolver for names that say what they lead to: `a-1-2-3-4` and
 * `aaaa-2606-4700-0-0-0-0-0-1` as labels are records, `broken` is a resolver that fails, and a name
 * without any of them does not exist.
 */
function resolveName(url: URL, response: ServerResponse): void {
  const name = url.searchParams.get("name") ?? "";
  const type = url.searchParams.get("type") ?? "A";
  const labels = name.split(".");
  const records = labels.flatMap((label) => {
    const [kind, ...parts] = label.split("-");
    if (kind === "a" && type === "A") return [{ name, type: 1, TTL: 1, data: parts.join(".") }];
    if (kind !== "aaaa" || type !== "AAAA") return [];
    return [{ name, type: 28, TTL: 1, data: parts.join(":") }];
  });
  const isKnown = labels.some((label) => /^a{1,4}-/.test(label));
  response.writeHead(labels.includes("broken") ? 500 : 200, {
    "content-type": "application/dns-json",
  });
  response.end(JSON.stringify({ Status: isKnown ? 0 : 3, Answer: records }));
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://receiver");
  const [, area = "", key = ""] = url.pathname.split("/");
  const bytes = await readBody(request);
  const body = bytes.toString();
  if (area === "dns-query") return resolveName(url, response);
  if (area === "__mode") behave(key, JSON.parse(body) as ReceiverMode);
  if (area === "__mode" || area === "__log") {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(logs.get(key) ?? []));
    return;
  }
  const headers = request.headers as Record<string, string>;
  const received = {
    method: request.method ?? "",
    path: url.pathname,
    headers,
    body,
    bytes: bytes.toString("base64"),
  };
  logs.set(key, [...(logs.get(key) ?? []), received]);
  receive(key, response);
}

/** Endpoints of customers at `/in/<key>`, each as its key was told to behave, and a resolver. */
export async function startWebhookReceiver(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The receiver has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One endpoint of its own for a test, from anywhere: it only fetches. */
export function receiverOf(baseUrl: string, key: string) {
  return {
    url: `${baseUrl}/in/${key}`,
    behave: async (mode: ReceiverMode): Promise<void> => {
      const answered = await fetch(`${baseUrl}/__mode/${key}`, {
        method: "PUT",
        body: JSON.stringify(mode),
      });
      await answered.text();
    },
    received: async (): Promise<ReceivedRequest[]> => {
      const answered = await fetch(`${baseUrl}/__log/${key}`);
      return await answered.json<ReceivedRequest[]>();
    },
  };
}

export default async function setup(project: TestProject) {
  const receiver = await startWebhookReceiver();
  project.provide("webhookReceiverUrl", receiver.url);
  return () => receiver.close();
}
