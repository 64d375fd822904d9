import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DroppedConnection } from "./dropped-connection.ts";

/** A stand-in of a service, which keeps its state in memory. */
interface Fake {
  /** Answers one request; throws `DroppedConnection` where the caller shall see a broken one. */
  handle(request: Request): Promise<Response>;
  stop(): void;
}

export interface StartedFake {
  /** Origin without a path, as http://127.0.0.1:1234. */
  url: string;
  close(): Promise<void>;
}

/** Serves a stand-in, made for its own origin, on loopback; port 0, the default, takes any free one. */
export async function serveFake(
  make: (origin: string) => Fake,
  { port = 0 } = {},
): Promise<StartedFake> {
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => request.socket.destroy());
  });
  server.requestTimeout = 0;
  // Longer than any story pauses: a socket that is closed while it is used again is a lost call.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake = make(url);

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const request = await requestOf(incoming, url, gone.signal);
    try {
      const answered = await fake.handle(request);
      response.writeHead(answered.status, Object.fromEntries(answered.headers));
      response.end(await answered.text());
    } catch (cause) {
      if (!(cause instanceof DroppedConnection)) throw cause;
      incoming.socket.resetAndDestroy();
    }
  }

  return {
    url,
    close: () =>
      new Promise((resolve) => {
        fake.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function requestOf(
  incoming: IncomingMessage,
  origin: string,
  signal: AbortSignal,
): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (typeof value === "string") headers.set(name, value);
  }
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const body = Buffer.concat(parts).toString("utf8");
  const method = incoming.method ?? "GET";
  return new Request(new URL(incoming.url ?? "/", origin), {
    method,
    headers,
    signal,
    ...(method === "GET" || method === "HEAD" ? {} : { body }),
  });
}
