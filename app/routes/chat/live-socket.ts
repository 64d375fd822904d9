import type { LiveEvent } from "#features/chat/schema";

const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 15_000;
/** Codes with which the server says that coming back is of no use. */
const FINAL_CODES = new Set([1008, 4001, 4003, 4004]);

export type Connection = "connecting" | "open" | "lost";

interface LiveSocketInit {
  conversationId: string;
  onEvent: (event: LiveEvent) => void;
  onConnection: (connection: Connection) => void;
}

/** How long to wait before try number `tries` (from 0): doubling, with a random quarter off. */
export function retryDelayMs(tries: number, random: number): number {
  const full = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** tries);
  return Math.round(full * (1 - random / 4));
}

/** Follows a conversation over a WebSocket, again and again until it is closed. */
export class LiveSocket {
  readonly #init: LiveSocketInit;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #closed = false;

  constructor(init: LiveSocketInit) {
    this.#init = init;
    this.#open();
    addEventListener("online", this.#hurry);
    document.addEventListener("visibilitychange", this.#hurry);
  }

  /** Starts over, for the snapshot that the server sends first. */
  resync(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#open();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    removeEventListener("online", this.#hurry);
    document.removeEventListener("visibilitychange", this.#hurry);
    this.#socket?.close();
  }

  readonly #hurry = (): void => {
    if (this.#timer === undefined || document.visibilityState === "hidden") return;
    this.#open();
  };

  #open(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#closed) return;
    const url = new URL(`/live/conversations/${this.#init.conversationId}`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#init.onConnection("connecting");
    socket.addEventListener("message", (message) => {
      const event = parseEvent(message.data);
      if (event === undefined || this.#socket !== socket) return;
      this.#tries = 0;
      this.#init.onConnection("open");
      this.#init.onEvent(event);
    });
    socket.addEventListener("close", ({ code }) => {
      if (this.#socket !== socket || this.#closed) return;
      this.#init.onConnection("lost");
      if (FINAL_CODES.has(code)) return;
      this.#timer = setTimeout(() => this.#open(), retryDelayMs(this.#tries, Math.random()));
      this.#tries += 1;
    });
  }
}

function parseEvent(data: unknown): LiveEvent | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const parsed: unknown = JSON.parse(data);
    const known = typeof parsed === "object" && parsed !== null && "type" in parsed;
    return known ? (parsed as LiveEvent) : undefined;
  } catch {
    return undefined;
  }
}
