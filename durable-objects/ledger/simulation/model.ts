import type { Command, HoldPurpose, PlanPeriod } from "../commands.ts";

/**
 * A second, small opinion on the rules, written from the design page and sharing no code with the
 * core: plain lots of PT, no entries, no history, every list scanned.
 */
interface Lot {
  plan: boolean;
  priority: number;
  expires: number;
  order: number;
  size: number;
  left: number;
}
type Part = { lot: Lot | null; n: number };
interface Work {
  status: string;
  parts: Part[];
  deadline: number;
  timeout: number;
  purpose: HoldPurpose;
  asked: number;
  paid: number;
  returned: number;
  estimated: boolean;
  period: number;
  window: number;
}
interface Spent {
  life: number;
  start: number;
  inWindow: number;
}
interface Paid {
  lot: Lot | null;
  total: number;
  disputes: Map<string, number>;
  taken: Part[];
}
export interface Verdict {
  no?: string;
  [number: string]: number | string | undefined;
}

const sum = (parts: Part[]) => parts.reduce((total, part) => total + part.n, 0);
const MONTH = 30 * 86_400_000;

export class Model {
  debt = 0;
  lots: Lot[] = [];
  works = new Map<string, Work>();
  open = new Set<Work>();
  period: PlanPeriod & { pt: number; advanced: number } = {
    plan: "",
    startsAtMs: -1,
    endsAtMs: 0,
    pt: 0,
    advanced: 0,
  };
  #now = 0;
  #clock = 0;
  #order = 0;
  #done = new Map<string, { text: string; verdict: Verdict }>();
  #sources = new Map<string, Paid>();
  #spent = new Map<string, Spent>();

  get available(): number {
    return this.lots.reduce((total, lot) => total + lot.left, 0) - this.debt;
  }

  get held(): number {
    return [...this.open].reduce((total, work) => total + sum(work.parts), 0);
  }

  /** What time does. */
  tick(now: number): void {
    this.#now = now;
    let moved = false;
    for (const work of this.open) {
      const deadline =
        now < this.#clock ? Math.min(work.deadline, now + work.timeout) : work.deadline;
      if (deadline !== work.deadline || deadline <= now) moved = true;
      work.deadline = deadline;
      if (deadline <= now) this.#end(work, "expired");
    }
    for (const lot of this.lots.filter((each) => each.left > 0 && each.expires <= now)) {
      lot.left = 0;
      moved = true;
    }
    if (moved) this.#clock = now;
    this.lots = this.lots.filter((lot) => lot.left > 0);
  }

  /** What a command must do. A hold is named afterwards, by the id that the ledger gave it. */
  apply(command: Command, now: number): Verdict {
    this.tick(now);
    const text = JSON.stringify(command);
    const done = this.#done.get(command.key);
    if (done !== undefined) return done.text === text ? done.verdict : { no: "key-reused" };
    const verdict = this.#decide(command);
    if (verdict.no !== undefined) return verdict;
    this.#clock = now;
    this.#repay();
    this.#done.set(command.key, { text, verdict });
    return verdict;
  }

  #decide(c: Command): Verdict {
    switch (c.type) {
      case "grant": {
        const name = `${c.source.type} ${c.source.id}`;
        if (this.#sources.has(name)) return { duplicate: 1 };
        const lot = this.#lot(
          c.amountMicroPt,
          c.kind === "plan",
          c.priority ?? 50,
          c.expiresAtMs ?? null,
        );
        this.#sources.set(name, { lot, total: 0, disputes: new Map(), taken: [] });
        const p = c.period;
        if (p && p.startsAtMs === this.period.startsAtMs)
          this.period = { ...this.period, ...p, pt: this.period.pt + lot.size };
        if (p && p.startsAtMs > this.period.startsAtMs)
          this.period = { ...p, pt: lot.size, advanced: 0 };
        return { amountMicroPt: lot.size };
      }
      case "hold": {
        const got = this.#reserve(c.purpose, c.amountMicroPt, c.caps ?? []);
        if (typeof got === "string") return { no: got };
        const timeout = c.timeoutMs ?? 900_000;
        const work: Work = {
          status: "open",
          parts: got,
          deadline: this.#now + timeout,
          timeout,
          purpose: c.purpose,
          asked: 0,
          paid: 0,
          returned: 0,
          estimated: false,
          period: -1,
          window: -1,
        };
        this.works.set(c.key, work);
        this.open.add(work);
        this.#count(work, [], 1);
        return { amountMicroPt: c.amountMicroPt, expiresAtMs: work.deadline };
      }
      case "extend": {
        const work = this.works.get(c.holdId);
        if (!work || work.status !== "open") return { no: work ? "hold-closed" : "unknown-hold" };
        const got = this.#reserve(work.purpose, c.addMicroPt, c.caps ?? []);
        if (typeof got === "string") return { no: got };
        work.parts.push(...got);
        this.#count(work, [], 1);
        work.timeout = c.timeoutMs ?? work.timeout;
        work.deadline = this.#now + work.timeout;
        return { amountMicroPt: sum(work.parts), expiresAtMs: work.deadline };
      }
      case "settle": {
        const work = this.works.get(c.holdId);
        if (!work || !["open", "expired"].includes(work.status))
          return { no: work ? "hold-closed" : "unknown-hold" };
        const all = work.status === "open" ? work.parts : [];
        work.parts = cut(all, c.chargeMicroPt);
        const rest = cut(all.toReversed(), sum(all) - sum(work.parts));
        const over = this.debt > 0 ? [] : this.#take(c.chargeMicroPt - sum(work.parts));
        work.parts.push(...over);
        Object.assign(work, {
          status: "settled",
          asked: c.chargeMicroPt,
          paid: sum(work.parts),
          estimated: c.estimated,
          period: this.period.startsAtMs,
          window: this.#windowStart(),
        });
        this.open.delete(work);
        this.#restore(rest);
        this.#count(work, work.parts, 1);
        return {
          paidMicroPt: work.paid,
          writtenOffMicroPt: work.asked - work.paid,
          releasedMicroPt: sum(rest),
        };
      }
      case "release": {
        const work = this.works.get(c.holdId);
        if (!work || work.status !== "open") return { no: work ? "hold-closed" : "unknown-hold" };
        const released = sum(work.parts);
        this.#end(work, "released");
        return { releasedMicroPt: released };
      }
      case "correct":
      case "refund": {
        const work = this.works.get(c.chargeId);
        if (work?.status !== "settled") return { no: "unknown-charge" };
        const n = c.amountMicroPt ?? sum(work.parts);
        if (sum(work.parts) === 0 || n > sum(work.parts)) return { no: "nothing-to-return" };
        const back = this.#unwind(work, n);
        work.returned += n;
        if (c.type === "correct") this.#restore(back);
        else this.#owe(back, (lot) => lot === null || lot.expires <= this.#now);
        return { returnedMicroPt: n };
      }
      case "trueUp": {
        const work = this.works.get(c.chargeId);
        if (work?.status !== "settled") return { no: "unknown-charge" };
        if (!work.estimated) return { no: "not-estimated" };
        work.estimated = false;
        const back = this.#unwind(work, Math.max(0, sum(work.parts) - c.chargeMicroPt));
        const more =
          this.debt > 0 || work.returned > 0 ? [] : this.#take(c.chargeMicroPt - work.asked);
        work.parts.push(...more);
        this.#count(work, more, 1);
        this.#restore(back);
        work.paid += sum(more) - sum(back);
        return { paidMicroPt: work.paid, returnedMicroPt: sum(back) };
      }
      case "clawback":
      case "reinstate": {
        const paid = this.#sources.get(`${c.source.type} ${c.source.id}`);
        if (!paid?.lot) return { no: "unknown-source" };
        if (c.type === "reinstate") paid.disputes.set(c.chargebackId, 0);
        else if (c.cause.type === "refund")
          paid.total = Math.max(paid.total, c.cause.refundedTotalMicroPt);
        else if (!paid.disputes.has(c.cause.chargebackId))
          paid.disputes.set(c.cause.chargebackId, c.cause.amountMicroPt);
        const disputed = [...paid.disputes.values()].reduce((total, n) => total + n, 0);
        const delta = Math.min(paid.lot.size, paid.total + disputed) - sum(paid.taken);
        if (delta > 0) this.#claw(paid, paid.lot, delta);
        if (delta < 0) this.#unclaw(paid, -delta);
        return { clawedMicroPt: delta };
      }
      case "transferOut": {
        if (this.#sources.has(`out ${c.transferId}`)) return { duplicate: 1 };
        if (this.debt > 0) return { no: "debt" };
        const n = c.amountMicroPt === "all" ? this.available : c.amountMicroPt;
        if (n > this.available) return { no: "insufficient" };
        this.#take(n);
        this.#sources.set(`out ${c.transferId}`, {
          lot: null,
          total: 0,
          disputes: new Map(),
          taken: [],
        });
        return { amountMicroPt: n };
      }
      case "transferIn": {
        if (this.#sources.has(`in ${c.transferId}`)) return { duplicate: 1 };
        for (const p of c.parts)
          this.#lot(p.amountMicroPt, p.kind === "plan", p.priority, p.expiresAtMs);
        this.#sources.set(`in ${c.transferId}`, {
          lot: null,
          total: 0,
          disputes: new Map(),
          taken: [],
        });
        return {};
      }
      case "bookPlatform":
        return {};
    }
  }

  #lot(n: number, plan: boolean, priority: number, expires: number | null): Lot {
    const lot = {
      plan,
      priority,
      expires: expires ?? Infinity,
      order: this.#order++,
      size: n,
      left: n,
    };
    if (lot.expires <= this.#now) lot.left = 0;
    this.lots.push(lot);
    return lot;
  }

  #take(n: number, planMax = Infinity, first: Lot | null = null): Part[] {
    const ripe = this.lots.filter((lot) => lot.left > 0 && lot.expires > this.#now);
    ripe.sort(
      (a, b) =>
        Number(b === first) - Number(a === first) ||
        a.priority - b.priority ||
        (a.expires === b.expires ? a.order - b.order : a.expires - b.expires),
    );
    const parts: Part[] = [];
    for (const lot of ripe) {
      const part = Math.min(lot.left, n, lot.plan ? planMax : Infinity);
      if (part <= 0) continue;
      lot.left -= part;
      n -= part;
      if (lot.plan) planMax -= part;
      parts.push({ lot, n: part });
    }
    return parts;
  }

  #reserve(
    purpose: HoldPurpose,
    n: number,
    caps: { scope: string; id: string; capMicroPt: number; window: string }[],
  ): Part[] | string {
    if (this.debt > 0) return "debt";
    for (const cap of caps) {
      const mine = (work: Work) =>
        cap.scope === "account" ||
        (cap.scope === "member" ? work.purpose.memberId : work.purpose.apiKeyId) === cap.id;
      const held = [...this.open].filter(mine).reduce((total, work) => total + sum(work.parts), 0);
      const spent = this.#spentBy(`${cap.scope} ${cap.id}`);
      const used = held + (cap.window === "period" ? spent.inWindow : spent.life);
      if (used + n > cap.capMicroPt) return cap.scope === "key" ? "key-budget" : `${cap.scope}-cap`;
    }
    if (n > this.available) return "insufficient";
    let planMax = Infinity;
    if (purpose.modelClass === "advanced" && this.period.advancedShareCapPercent !== undefined) {
      const held = [...this.open]
        .filter((work) => work.purpose.modelClass === "advanced")
        .reduce((total, work) => total + sum(work.parts.filter((part) => part.lot?.plan)), 0);
      planMax = Math.max(
        0,
        Math.floor((this.period.pt * this.period.advancedShareCapPercent) / 100) -
          this.period.advanced -
          held,
      );
    }
    const parts = this.#take(n, planMax);
    if (sum(parts) === n) return parts;
    this.#restore(parts);
    return "advanced-share";
  }

  #end(work: Work, status: string): void {
    work.status = status;
    this.open.delete(work);
    this.#count(work, [], 1);
    this.#restore(work.parts);
    work.parts = [];
  }

  #restore(parts: Part[]): void {
    for (const { lot, n } of parts) {
      if (lot === null || lot.expires <= this.#now) continue;
      lot.left += n;
      if (!this.lots.includes(lot)) this.lots.push(lot);
    }
    this.#repay();
  }

  #owe(parts: Part[], isGone: (lot: Lot | null) => boolean): void {
    const gone = sum(parts.filter((part) => isGone(part.lot)));
    if (gone > 0) this.#lot(gone, false, 50, this.#now + MONTH);
    this.#restore(parts);
  }

  #unwind(work: Work, n: number): Part[] {
    const back = cut(work.parts.toReversed(), n);
    work.parts = cut(work.parts, sum(work.parts) - n);
    this.#count(work, back, -1);
    return back;
  }

  #count(work: Work, parts: Part[], sign: number): void {
    const { memberId, apiKeyId } = work.purpose;
    for (const name of ["account ", `member ${memberId}`, `key ${apiKeyId}`]) {
      const spent = this.#spentBy(name);
      spent.life += sign * sum(parts);
      if (sign > 0 || work.window === spent.start) spent.inWindow += sign * sum(parts);
      this.#spent.set(name, spent);
    }
    const counts =
      work.purpose.modelClass === "advanced" &&
      (sign > 0 || work.period === this.period.startsAtMs);
    if (counts) this.period.advanced += sign * sum(parts.filter((part) => part.lot?.plan));
  }

  /** The plan's period while it runs, else the month. */
  #windowStart(): number {
    const { startsAtMs, endsAtMs } = this.period;
    if (startsAtMs >= 0 && this.#now < endsAtMs) return startsAtMs;
    return Date.parse(`${new Date(this.#now).toISOString().slice(0, 7)}-01T00:00:00Z`);
  }

  /** As of the window that runs now; one that has begun never goes back. */
  #spentBy(name: string): Spent {
    const start = this.#windowStart();
    const spent = this.#spent.get(name) ?? { life: 0, start, inWindow: 0 };
    return start > spent.start ? { life: spent.life, start, inWindow: 0 } : { ...spent };
  }

  #claw(paid: Paid, own: Lot, n: number): void {
    const parts = this.#take(n, Infinity, own);
    const missing = n - sum(parts);
    paid.taken.push(...parts);
    if (missing > 0) paid.taken.push({ lot: null, n: missing });
    this.debt += missing;
  }

  #unclaw(paid: Paid, n: number): void {
    const back = cut(paid.taken.toReversed(), n);
    paid.taken = cut(paid.taken, sum(paid.taken) - n);
    const lifted = Math.min(this.debt, sum(back.filter((part) => part.lot === null)));
    this.debt -= lifted;
    this.#owe([{ lot: null, n: -lifted }, ...back], (lot) => lot === null);
  }

  #repay(): void {
    if (this.debt > 0) this.debt -= sum(this.#take(this.debt));
  }
}

/** The first `n` of the parts. */
function cut(parts: Part[], n: number): Part[] {
  return parts.flatMap((part) => {
    const taken = Math.min(part.n, n);
    n -= taken;
    return taken > 0 ? [{ lot: part.lot, n: taken }] : [];
  });
}
