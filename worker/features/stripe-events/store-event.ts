import { SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import type { toEventRow } from "./to-event-row.ts";

type Row = ReturnType<typeof toEventRow>;

/** What became of a row: stored, not stored, or its request has to write now. */
type Outcome = { kind: "stored"; isNew: boolean } | { kind: "failed" } | { kind: "lead" };

interface Waiting {
  row: Row;
  settle: (outcome: Outcome) => void;
}

const ROWS_MAX = 50;
/** A request that leads for longer is gone: its isolate's other requests go on without it. */
const LEADING_MS_MAX = 2 * SECOND_MS;

const INSERT = `INSERT INTO stripe_events (
  id, type, object_type, object_id, api_version, livemode, created_at_ms, received_at_ms,
  deliveries, state, tries, next_try_at_ms, done_at_ms, payload
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET deliveries = deliveries + 1
RETURNING deliveries`;

let waiting: Waiting[] = [];
let ledSinceMs: number | undefined;

function isLed(): boolean {
  return ledSinceMs !== undefined && performance.now() - ledSinceMs < LEADING_MS_MAX;
}

/** Writes rows in one commit; says of each whether it was new. */
async function write(ctx: Ctx, rows: Row[]): Promise<boolean[]> {
  const insert = ctx.db.$client.prepare(INSERT);
  const results = await ctx.db.$client.batch<{ deliveries: number }>(
    rows.map((row) =>
      insert.bind(
        row.id,
        row.type,
        row.objectType,
        row.objectId,
        row.apiVersion,
        row.livemode ? 1 : 0,
        row.createdAtMs,
        row.receivedAtMs,
        row.deliveries,
        row.state,
        row.tries,
        row.nextTryAtMs,
        row.doneAtMs,
        row.payload,
      ),
    ),
  );
  return results.map(({ results: [stored] }) => stored?.deliveries === 1);
}

function handOn(): void {
  const next = waiting.shift();
  ledSinceMs = next === undefined ? undefined : performance.now();
  next?.settle({ kind: "lead" });
}

/** Writes the caller's row with those that wait, then lets the next request write. */
async function lead(ctx: Ctx, own: Row): Promise<Outcome> {
  ledSinceMs = performance.now();
  const others = waiting.splice(0, ROWS_MAX - 1);
  try {
    const [isNew, ...areNew] = await write(ctx, [own, ...others.map(({ row }) => row)]);
    others.forEach(({ settle }, index) =>
      settle({ kind: "stored", isNew: areNew[index] === true }),
    );
    return { kind: "stored", isNew: isNew === true };
  } catch (cause) {
    ctx.log.error("stripe-events.joint-write-failed", cause, { events: others.length + 1 });
    for (const { settle } of others) settle({ kind: "failed" });
    return { kind: "failed" };
  } finally {
    handOn();
  }
}

/** Waits for whoever writes; whoever does not come back in time is not waited for. */
async function follow(row: Row): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const entry = { row, settle: resolve };
  waiting.push(entry);
  const timer = setTimeout(() => resolve({ kind: "failed" }), LEADING_MS_MAX);
  const outcome = await promise;
  clearTimeout(timer);
  waiting = waiting.filter((one) => one !== entry);
  return outcome;
}

/**
 * Stores the row of an event, or counts that it came again; answers whether it is new. Requests that
 * arrive while another one writes are written together with the next commit, each row by itself when
 * that fails, so that a storm of events costs few commits. When it returns, the row is stored.
 */
export async function storeEvent(ctx: Ctx, row: Row): Promise<boolean> {
  const followed = isLed() ? await follow(row) : undefined;
  if (followed?.kind === "stored") return followed.isNew;
  if (followed?.kind !== "failed") {
    const leading = lead(ctx, row);
    ctx.defer(leading);
    const led = await leading;
    if (led.kind === "stored") return led.isNew;
  }
  const [isNew] = await write(ctx, [row]);
  return isNew === true;
}
