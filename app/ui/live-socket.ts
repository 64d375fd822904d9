const FIRST_DELAY_MS = 500;
const DELAY_MS_MAX = 30_000;

/** How long to wait before the nth try: doubling, up to half a minute, with a random part. */
export function backoffMs(tries: number, random: number): number {
  const full = Math.min(DELAY_MS_MAX, FIRST_DELAY_MS * 2 ** tries);
  return Math.round(full * (0.5 + random / 2));
}

/** `lost` until something arrives again. */
export type Connection = "open" | "lost";

/** A WebSocket to a path of ours that connects again until it is closed. */
export class LiveSocket {
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #closed = false;
  readonly #path: string;
  readonly #onText: (text: string) => void;
  readonly #onConnection: ((connection: Connection) => void) | undefined;

  constructor(
    path: string,
    onText: (text: string) => void,
    onConnection?: (connection: Connection) => void,
  ) {
    this.#path = path;
    this.#onText = onText;
    this.#onConnection = onConnection;
    addEventListener("online", this.#now);
    document.addEventListener("visibilitychange", this.#now);
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    removeEventListener("online", this.#now);
    document.removeEventListener("visibilitychange", this.#now);
    this.#socket?.close();
  }

  /** Starts over, for what the server sends first. */
  reconnect(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#connect();
  }

  /** Tries at once when the network or the reader has come back. */
  readonly #now = (): void => {
    if (this.#timer === undefined || document.visibilityState === "hidden") return;
    this.#tries = 0;
    this.#connect();
  };

  #connect(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const url = new URL(this.#path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.addEventListener("message", (event: MessageEvent<unknown>) => {
      if (this.#socket !== socket) return;
      this.#tries = 0;
      this.#onConnection?.("open");
      if (typeof event.data === "string") this.#onText(event.data);
    });
    socket.addEventListener("close", () => {
      if (this.#closed || this.#socket !== socket) return;
      this.#onConnection?.("lost");
      this.#timer = setTimeout(() => this.#connect(), backoffMs(this.#tries, Math.random()));
      this.#tries += 1;
    });
  }
}
