import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "#core/ids";
import type { AccountId } from "#core/ids";
import { clockNow, clockOffsetMs, shiftClock } from "#platform/clock";
import { armFault } from "#platform/faults";
import { ledgerOf } from "./client.ts";
import type { Ledger } from "./client.ts";
import type { BalanceDocument, HoldCommand, LedgerResult } from "./client.ts";
import { migrateObject } from "#platform/object-migrations";
import { migrations } from "./migrations.ts";

const PT = 1_000_000;
const MINUTE_MS = 60_000;

function newLedger(): Ledger {
  return ledgerOf(env, newId("acct", clockNow()));
}

function stubOf(accountId: AccountId) {
  return env.LEDGER.getByName(accountId);
}

async function grantPt(ledger: Ledger, amountPt: number, expiresAtMs: number | null = null) {
  return valueOf(
    await ledger.apply({
      type: "grant",
      key: `grant ${amountPt}`,
      kind: "topup",
      amountMicroPt: amountPt * PT,
      source: { type: "payment", id: `payment ${amountPt}` },
      expiresAtMs,
    }),
  );
}

function holdOf(key: string, amountPt: number): HoldCommand {
  const purpose = { turnId: key, model: "m", modelClass: "core" as const, rateCardVersion: "1" };
  return { type: "hold", key, amountMicroPt: amountPt * PT, purpose };
}

function valueOf<T>(result: { ok: true; value: T } | { ok: false; reason: string }): T {
  if (!result.ok) throw new Error(`refused: ${result.reason}`);
  return result.value;
}

async function withShift<T>(byMs: number, work: () => Promise<T>): Promise<T> {
  const before = clockOffsetMs();
  shiftClock(before + byMs);
  try {
    return await work();
  } finally {
    shiftClock(before);
  }
}

test("twenty parallel sends against a balance that fits two get two holds", async () => {
  const ledger = newLedger();
  await grantPt(ledger, 25);
  const sends = Array.from({ length: 20 }, (_, index) => ledger.apply(holdOf(`h${index}`, 10)));
  const replies = await Promise.all(sends);
  expect(replies.filter((reply) => reply.ok)).toHaveLength(2);
  for (const reply of replies.filter((one) => !one.ok)) {
    expect(reply).toMatchObject({
      reason: "insufficient",
      neededMicroPt: 10 * PT,
      availableMicroPt: 5 * PT,
    });
  }
  expect(await ledger.balance()).toMatchObject({
    balanceMicroPt: 25 * PT,
    heldMicroPt: 20 * PT,
    availableMicroPt: 5 * PT,
  });
});

test("the same command sent twenty times at once has one effect and one reply", async () => {
  const ledger = newLedger();
  await grantPt(ledger, 25);
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => ledger.apply(holdOf("same", 10))),
  );
  expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
  expect(await ledger.balance()).toMatchObject({ heldMicroPt: 10 * PT });
  expect(await ledger.apply(holdOf("same", 11))).toMatchObject({ reason: "key-reused" });
});

test("an eviction between hold and settle loses nothing", async () => {
  const ledger = newLedger();
  await grantPt(ledger, 10);
  const hold = valueOf(await ledger.apply(holdOf("h", 8)));
  await evictDurableObject(stubOf(ledger.accountId));
  expect(await ledger.balance()).toMatchObject({ heldMicroPt: 8 * PT, availableMicroPt: 2 * PT });
  const settle = {
    type: "settle" as const,
    key: "s",
    holdId: hold.holdId,
    chargeMicroPt: 3 * PT,
    usage: { input: 1, output: 2 },
  };
  const charge = valueOf(await ledger.apply(settle));
  await evictDurableObject(stubOf(ledger.accountId));
  expect(valueOf(await ledger.apply(settle))).toEqual(charge);
  expect(await ledger.balance()).toMatchObject({ balanceMicroPt: 7 * PT, heldMicroPt: 0 });
  expect((await ledger.audit()).findings).toEqual([]);
});

test("an object that dies in the middle of a write has written nothing of it", async () => {
  const ledger = newLedger();
  await grantPt(ledger, 10);
  await runInDurableObject(stubOf(ledger.accountId), (_, state) => {
    state.storage.sql.exec(
      "CREATE TRIGGER broken BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'disk'); END",
    );
  });
  await expect(ledger.apply(holdOf("h", 4))).rejects.toThrow("disk");
  await runInDurableObject(stubOf(ledger.accountId), (_, state) => {
    state.storage.sql.exec("DROP TRIGGER broken");
  });
  expect(await ledger.balance()).toMatchObject({ heldMicroPt: 0, availableMicroPt: 10 * PT });
  expect((await ledger.apply(holdOf("h", 4))).ok).toBe(true);
  expect((await ledger.audit()).findings).toEqual([]);
});

test("the alarm ends a hold that nobody settles, and a settle that comes later is booked once", async () => {
  const ledger = newLedger();
  await grantPt(ledger, 10);
  const hold = valueOf(await ledger.apply(holdOf("h", 8)));
  await withShift(16 * MINUTE_MS, async () => {
    expect(await runDurableObjectAlarm(stubOf(ledger.accountId))).toBe(true);
    expect(await ledger.holds()).toEqual([]);
    expect(await ledger.hold(hold.holdId)).toMatchObject({ status: "expired" });
    const settle = {
      type: "settle" as const,
      key: "late",
      holdId: hold.holdId,
      chargeMicroPt: 3 * PT,
    };
    const [first, second] = await Promise.all([ledger.apply(settle), ledger.apply(settle)]);
    expect(valueOf(first)).toMatchObject({ late: true, paidMicroPt: 3 * PT });
    expect(second).toEqual(first);
    expect(await ledger.balance()).toMatchObject({ balanceMicroPt: 7 * PT, heldMicroPt: 0 });
  });
});

test("the alarm survives an eviction and is set again for what is due next", async () => {
  const ledger = newLedger();
  const expiresAtMs = clockNow() + 40 * MINUTE_MS;
  await grantPt(ledger, 10, expiresAtMs);
  await ledger.apply(holdOf("h", 8));
  await evictDurableObject(stubOf(ledger.accountId));
  await withShift(20 * MINUTE_MS, async () => {
    await runDurableObjectAlarm(stubOf(ledger.accountId));
    expect(await ledger.balance()).toMatchObject({ heldMicroPt: 0, availableMicroPt: 10 * PT });
  });
  await withShift(41 * MINUTE_MS, async () => {
    expect(await runDurableObjectAlarm(stubOf(ledger.accountId))).toBe(true);
    const { entries } = await ledger.dump();
    expect(entries.filter((entry) => entry.kind === "expire-grant")).toHaveLength(2);
    expect(await ledger.balance()).toMatchObject({ balanceMicroPt: 0 });
  });
});

test("a read never shows PT whose time is over, alarm or not", async () => {
  const ledger = newLedger();
  await grantPt(ledger, 10, clockNow() + MINUTE_MS);
  expect((await ledger.balance()).expiring).toHaveLength(1);
  await withShift(2 * MINUTE_MS, async () => {
    expect(await ledger.balance()).toMatchObject({ availableMicroPt: 0, expiring: [] });
  });
});

test("a dump sums to zero, and can be replayed to the balance of every grant", async () => {
  const ledger = newLedger();
  await grantPt(ledger, 30);
  await grantPt(ledger, 5, clockNow() + MINUTE_MS);
  const hold = valueOf(await ledger.apply(holdOf("h", 20)));
  await ledger.apply({ type: "settle", key: "s", holdId: hold.holdId, chargeMicroPt: 12 * PT });
  await ledger.apply(holdOf("open", 3));
  const dump = await ledger.dump();
  expect(dump.nextAfterSeq).toBeNull();
  expect(dump.entries.reduce((sum, entry) => sum + BigInt(entry.amountMicroPt), 0n)).toBe(0n);
  for (const grant of dump.grants) {
    const sumOf = (side: string) =>
      dump.entries
        .filter((entry) => entry.grantId === grant.id && entry.side === side)
        .reduce((sum, entry) => sum + BigInt(entry.amountMicroPt), 0n)
        .toString();
    expect(sumOf("available")).toBe(grant.availableMicroPt);
    expect(sumOf("held")).toBe(grant.heldMicroPt);
  }
  const page = await ledger.dump(dump.entries[3]!.seq);
  expect(page.entries).toEqual(dump.entries.slice(4));
});

test("entries and transactions cannot be changed or deleted", async () => {
  const ledger = newLedger();
  await grantPt(ledger, 10);
  await runInDurableObject(stubOf(ledger.accountId), (_, { storage: { sql } }) => {
    for (const table of ["entries", "transactions"]) {
      expect(() => sql.exec(`UPDATE ${table} SET seq = seq + 1`)).toThrow("append-only");
      expect(() => sql.exec(`DELETE FROM ${table}`)).toThrow("append-only");
    }
  });
});

test("the audit names an entry that was tampered with behind the ledger's back", async () => {
  const ledger = newLedger();
  await grantPt(ledger, 10);
  await runInDurableObject(stubOf(ledger.accountId), (_, { storage: { sql } }) => {
    sql.exec("DROP TRIGGER entries_no_update");
    sql.exec("UPDATE entries SET amount_micro_pt = amount_micro_pt * 2");
  });
  const report = await ledger.audit();
  expect(report.ok).toBe(false);
  expect(report.findings).toContain("transaction 1 is as it was hashed");
  expect(report.findings).toContain("the balance is the sum of all entries");
});

test("what a commit must announce leaves at least once, also when the queue was down", async () => {
  const ledger = newLedger();
  armFault("queue", "error", 1_000);
  await grantPt(ledger, 10);
  expect(await ledger.drain()).toEqual({ pending: true });
  armFault("queue", "error", 0);
  await evictDurableObject(stubOf(ledger.accountId));
  expect(await ledger.drain()).toEqual({ pending: false });
});

test("an open socket gets the balance at once and after every change", async () => {
  const ledger = newLedger();
  await grantPt(ledger, 10);
  const request = new Request("http://ledger/", { headers: { upgrade: "websocket" } });
  const answer = await ledger.connect(request);
  const socket = answer.webSocket!;
  const seen: BalanceDocument[] = [];
  const waiting: (() => void)[] = [];
  socket.addEventListener("message", (event) => {
    seen.push(JSON.parse(String(event.data)));
    waiting.shift()?.();
  });
  const next = () => new Promise<void>((resolve) => waiting.push(resolve));
  const first = next();
  socket.accept();
  await first;
  const second = next();
  await ledger.apply(holdOf("h", 4));
  await second;
  expect(seen.map((balance) => balance.availableMicroPt)).toEqual([10 * PT, 6 * PT]);
  expect(seen[1]!.seq).toBeGreaterThan(seen[0]!.seq);
  socket.close(1000);
});

test("a request that is no upgrade is told so", async () => {
  const answer = await newLedger().connect(new Request("http://ledger/"));
  expect(answer.status).toBe(426);
});

test("pages follow each other in both directions, and an id finds its transaction", async () => {
  const ledger = newLedger();
  await grantPt(ledger, 30);
  for (let index = 0; index < 5; index++) await ledger.apply(holdOf(`h${index}`, 1));
  const newest = await ledger.transactions({ limit: 2 });
  expect(newest.map((transaction) => transaction.seq)).toEqual([6, 5]);
  const older = await ledger.transactions({ beforeSeq: 5, limit: 2 });
  expect(older.map((transaction) => transaction.seq)).toEqual([4, 3]);
  const later = await ledger.entries({ afterSeq: 2, limit: 3 });
  expect(later.map((entry) => entry.seq)).toEqual([3, 4, 5]);
  expect(await ledger.transaction(newest[0]!.id)).toEqual(newest[0]);
  expect(await ledger.transaction("tx_nonsense")).toBeNull();
  expect(newest[0]).toMatchObject({ kind: "hold", heldDeltaMicroPt: PT, balanceDeltaMicroPt: 0 });
});

test("accounts do not know each other's ids, and a transfer moves PT once", async () => {
  const [from, to] = [newLedger(), newLedger()];
  await grantPt(from, 10, clockNow() + 60 * MINUTE_MS);
  const out = {
    type: "transferOut" as const,
    key: "o",
    transferId: "t1",
    toAccountId: to.accountId,
    amountMicroPt: "all" as const,
  };
  const { parts } = valueOf(await from.apply(out));
  const into = {
    type: "transferIn" as const,
    transferId: "t1",
    fromAccountId: from.accountId,
    parts,
  };
  const replies: LedgerResult<"transferIn">[] = [];
  for (const key of ["i1", "i1", "i2"]) replies.push(await to.apply({ ...into, key }));
  expect(replies.map((reply) => valueOf(reply).duplicate)).toEqual([false, false, true]);
  expect(await from.balance()).toMatchObject({ balanceMicroPt: 0 });
  expect(await to.balance()).toMatchObject({ balanceMicroPt: 10 * PT });
  expect((await to.balance()).expiring).toHaveLength(1);
  const [entry] = await from.transactions({ limit: 1 });
  expect(await to.transaction(entry!.id)).toBeNull();
});

test("storage refuses a history of migrations that is not its own", async () => {
  const ledger = newLedger();
  await grantPt(ledger, 1);
  await runInDurableObject(stubOf(ledger.accountId), (_, { storage: { sql } }) => {
    migrateObject(sql, migrations);
    const { count } = sql.exec<{ count: number }>("SELECT count(*) count FROM migrations").one();
    expect(count).toBe(migrations.length);
    sql.exec("UPDATE migrations SET name = 'another' WHERE id = 1");
    expect(() => migrateObject(sql, migrations)).toThrow("migration 1 another");
    sql.exec("UPDATE migrations SET name = 'book' WHERE id = 1");
  });
});
