const PAUSE_MS = 50;
/** Collecting that leaves more than this share of what was there has nothing left to do. */
const SETTLED = 0.97;
/** A look that takes longer is given up: an isolate that is idle may answer no more. */
const LOOK_MS_MAX = 5_000;

interface Answer {
  id: number;
  result?: { usedSize?: number };
  error?: { message: string };
}

/** One session of the inspector with a Worker of Miniflare. */
class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  async call(method: string): Promise<NonNullable<Answer["result"]>> {
    const id = ++this.#last;
    const { result, error } = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method }));
      setTimeout(() => resolve({ id, result: {} }), LOOK_MS_MAX);
    });
    if (result === undefined) throw new Error(`${method}: ${error?.message}`);
    return result;
  }

  close(): void {
    this.#socket.close();
  }
}

async function openInspector(inspectorUrl: URL, worker: string): Promise<Inspector> {
  const socket = new WebSocket(new URL(`/core:user:${worker}`, inspectorUrl));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error(`No inspector of ${worker}`)));
  });
  return new Inspector(socket);
}

/**
 * What the isolate of a Worker holds on to while `work` runs: the bytes that are left after garbage
 * was collected, looked at again and again, in the order of the looks. What its start left behind is collected before. An
 * isolate hears its inspector when it takes up a request: `nudge` sends it a small one for each look.
 */
export async function measureHeap<T>(
  inspectorUrl: URL,
  worker: string,
  work: () => Promise<T>,
  nudge: () => Promise<unknown>,
): Promise<{ result: T; heldBytes: number[] }> {
  const inspector = await openInspector(inspectorUrl, worker);
  const look = async () => {
    const nudged = nudge().catch(() => {});
    await inspector.call("HeapProfiler.collectGarbage");
    const { usedSize = 0 } = await inspector.call("Runtime.getHeapUsage");
    await nudged;
    return usedSize;
  };
  for (let before = Infinity, now = await look(); now < SETTLED * before;) {
    before = now;
    now = await look();
  }
  const heldBytes: number[] = [];
  const done = new AbortController();
  const looking = (async () => {
    while (!done.signal.aborted) {
      heldBytes.push(await look());
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  try {
    const result = await work();
    if (heldBytes.length === 0) throw new Error("The inspector did not answer in time");
    return { result, heldBytes };
  } finally {
    done.abort();
    await looking;
    inspector.close();
  }
}
