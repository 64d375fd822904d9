import type { CapWindow, Command, HoldPurpose, SpendingCap, TransferPart } from "../commands.ts";
import { WHOLE_ACCOUNT } from "../commands.ts";
import type { Random } from "./random.ts";

const PT = 1_000_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What senders have learned from replies. They know nothing else about an account. */
export interface Known {
  holds: string[];
  charges: string[];
  sources: { type: string; id: string; amountMicroPt: number }[];
  transfers: { id: string; parts: TransferPart[] }[];
  keys: string[];
}

export function nothingKnown(): Known {
  return { holds: [], charges: [], sources: [], transfers: [], keys: [] };
}

/** Makes commands as careless, impatient and concurrent senders would. */
export class Workload {
  readonly #random: Random;
  #next = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  #name(prefix: string): string {
    this.#next += 1;
    return `${prefix}${this.#next}`;
  }

  #amount(maxPt: number): number {
    const random = this.#random;
    return random.chance(0.1) ? random.int(1, maxPt * PT) : random.int(1, maxPt) * PT;
  }

  command(known: Known, incoming: Known, nowMs: number): Command {
    const random = this.#random;
    const roll = random.next();
    if (roll < 0.34) return this.#hold();
    if (roll < 0.62 && known.holds.length > 0) return this.#onHold(known);
    if (roll < 0.72 && known.charges.length > 0) return this.#onCharge(known);
    if (roll < 0.8 && known.sources.length > 0) return this.#onSource(known);
    if (roll < 0.84) return this.#transfer(incoming);
    if (roll < 0.86) {
      const amountMicroPt = this.#amount(5);
      return { type: "bookPlatform", key: this.#name("p"), amountMicroPt, purpose: "title" };
    }
    const command = this.#grant(nowMs);
    const reused = known.keys.length > 0 && random.chance(0.02);
    return reused ? { ...command, key: random.pick(known.keys) } : command;
  }

  #purpose(): HoldPurpose {
    const random = this.#random;
    return {
      turnId: "turn",
      model: "m",
      modelClass: random.chance(0.4) ? "advanced" : "core",
      rateCardVersion: "1",
      memberId: `member${random.int(1, 3)}`,
      ...(random.chance(0.5) && { apiKeyId: `key${random.int(1, 2)}` }),
    };
  }

  #caps(purpose: HoldPurpose): SpendingCap[] {
    const random = this.#random;
    const caps: SpendingCap[] = [];
    if (purpose.memberId !== undefined && random.chance(0.3)) {
      const capMicroPt = random.int(0, 600) * PT;
      caps.push({ scope: "member", id: purpose.memberId, capMicroPt, window: this.#window() });
    }
    if (purpose.apiKeyId !== undefined && random.chance(0.3)) {
      const capMicroPt = random.int(0, 600) * PT;
      caps.push({ scope: "key", id: purpose.apiKeyId, capMicroPt, window: "lifetime" });
    }
    if (random.chance(0.2)) {
      const capMicroPt = random.int(0, 2_000) * PT;
      caps.push({ scope: "account", id: WHOLE_ACCOUNT, capMicroPt, window: this.#window() });
    }
    return caps;
  }

  #window(): CapWindow {
    return this.#random.chance(0.5) ? "period" : "lifetime";
  }

  #hold(): Command {
    const random = this.#random;
    const purpose = this.#purpose();
    return {
      type: "hold",
      key: this.#name("h"),
      amountMicroPt: random.chance(0.02) ? 0 : this.#amount(60),
      purpose,
      caps: this.#caps(purpose),
      ...(random.chance(0.2) && { timeoutMs: random.int(1, 60) * MINUTE_MS }),
    };
  }

  #onHold(known: Known): Command {
    const random = this.#random;
    const holdId = random.chance(0.02) ? "hold_0" : random.pick(known.holds.slice(-8));
    const roll = random.next();
    if (roll < 0.2) {
      const addMicroPt = random.chance(0.2) ? 0 : this.#amount(20);
      return { type: "extend", key: this.#name("e"), holdId, addMicroPt };
    }
    if (roll < 0.35) return { type: "release", key: this.#name("r"), holdId, reason: "stop" };
    return {
      type: "settle",
      key: this.#name("s"),
      holdId,
      chargeMicroPt: random.int(0, 90) * PT,
      usage: { output: random.int(0, 9) },
      estimated: random.chance(0.3),
    };
  }

  #onCharge(known: Known): Command {
    const random = this.#random;
    const chargeId = random.chance(0.02) ? "chg_0" : random.pick(known.charges.slice(-8));
    const part = random.chance(0.4) ? { amountMicroPt: this.#amount(30) } : {};
    const roll = random.next();
    if (roll < 0.4) {
      return { type: "correct", key: this.#name("c"), chargeId, reason: "ours", ...part };
    }
    if (roll < 0.7) {
      return { type: "refund", key: this.#name("d"), chargeId, disputeId: "d", ...part };
    }
    const chargeMicroPt = random.int(0, 90) * PT;
    return { type: "trueUp", key: this.#name("u"), chargeId, chargeMicroPt };
  }

  #onSource(known: Known): Command {
    const random = this.#random;
    const { type, id, amountMicroPt: size } = random.pick(known.sources.slice(-6));
    const source = { type, id: random.chance(0.02) ? "nowhere" : id };
    const key = this.#name("k");
    const chargebackId = `cb${random.int(1, 2)}`;
    const roll = random.next();
    if (roll < 0.4) {
      const refundedTotalMicroPt = Math.floor(size * random.pick([0.25, 0.5, 1, 1.5]));
      return { type: "clawback", key, source, cause: { type: "refund", refundedTotalMicroPt } };
    }
    if (roll < 0.7) return { type: "reinstate", key, source, chargebackId };
    const amountMicroPt = random.chance(0.8) ? size : Math.ceil(size / 2);
    const cause = { type: "chargeback" as const, chargebackId, amountMicroPt };
    return { type: "clawback", key, source, cause };
  }

  #transfer(incoming: Known): Command {
    const random = this.#random;
    const sent = incoming.transfers.at(-random.int(1, 3));
    if (sent !== undefined && random.chance(0.6)) {
      const { id: transferId, parts } = sent;
      const key = this.#name("i");
      return { type: "transferIn", key, transferId, fromAccountId: "other", parts };
    }
    return {
      type: "transferOut",
      key: this.#name("o"),
      transferId: this.#name("t"),
      toAccountId: "other",
      amountMicroPt: random.chance(0.2) ? "all" : this.#amount(40),
    };
  }

  #grant(nowMs: number): Command {
    const random = this.#random;
    const key = this.#name("g");
    const again = random.chance(0.1) && this.#next > 20;
    const source = { type: "invoice-line", id: again ? `l${this.#next - 10}` : `l${this.#next}` };
    const priority = random.chance(0.5) ? {} : { priority: random.pick([10, 50, 90]) };
    if (random.chance(0.25)) {
      const startsAtMs = Math.floor(nowMs / (7 * DAY_MS)) * 7 * DAY_MS;
      const endsAtMs = startsAtMs + 7 * DAY_MS;
      return {
        type: "grant",
        key,
        kind: "plan",
        amountMicroPt: random.int(1, 4) * 100 * PT,
        expiresAtMs: endsAtMs,
        source,
        period: { plan: "pro", startsAtMs, endsAtMs, advancedShareCapPercent: 25 },
        ...priority,
      };
    }
    return {
      type: "grant",
      key,
      kind: random.pick(["topup", "promo", "referral"] as const),
      amountMicroPt: this.#amount(150),
      expiresAtMs: random.chance(0.3) ? null : nowMs + random.int(-5, 3_000) * MINUTE_MS,
      source,
      ...priority,
    };
  }
}
