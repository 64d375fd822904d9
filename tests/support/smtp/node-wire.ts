import { connect, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { Wire } from "../../../worker/platform/mail/smtp-connection.ts";

function wrap(socket: Socket): Wire {
  const { readable, writable } = Duplex.toWeb(socket) as unknown as Pick<
    Wire,
    "readable" | "writable"
  >;
  return {
    readable,
    writable,
    startTls: () => {
      throw new Error("encrypt at the start");
    },
    close: async () => {
      socket.destroy();
    },
  };
}

/** A wire of Node's, for clients outside of the Worker. */
export async function nodeWire(port: number, tls?: { ca: string }): Promise<Wire> {
  const socket =
    tls === undefined
      ? connect({ host: "127.0.0.1", port, noDelay: true })
      : connectTls({ host: "127.0.0.1", port, ca: tls.ca, servername: "localhost" });
  await new Promise<void>((resolve, reject) => {
    socket.once(tls === undefined ? "connect" : "secureConnect", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => undefined);
  return wrap(socket);
}
