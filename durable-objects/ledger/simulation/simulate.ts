import { isDeepStrictEqual } from "node:util";
import type { Command, LedgerResult } from "../commands.ts";
import { SimulatedAccount, crashPoints } from "./account.ts";
import { Model } from "./model.ts";
import type { Verdict } from "./model.ts";
import { Random } from "./random.ts";
import { Workload, nothingKnown } from "./workload.ts";
import type { Known } from "./workload.ts";

export const EPISODE_STEPS_MAX = 4_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const START_AT_MS = Date.UTC(2026, 10, 21);
const IN_FLIGHT_MAX = 24;

/** A disagreement with the model, or a broken invariant, at a step that the seed finds again. */
export class SimulationFailure extends Error {
  readonly seed: number;
  readonly step: number;

  constructor(seed: number, step: number, what: string) {
    super(`seed ${seed}, step ${step}: ${what}`);
    this.name = "SimulationFailure";
    this.seed = seed;
    this.step = step;
  }
}

export interface SimulationReport {
  steps: number;
  episodes: number;
  entries: number;
  crashes: number;
  duplicates: number;
  clockJumps: number;
  accepted: Record<string, number>;
  refused: Record<string, number>;
}

interface Side {
  account: SimulatedAccount;
  model: Model;
  known: Known;
}

interface Message {
  command: Command;
  to: Side;
}

export interface SimulationOptions {
  seed: number;
  steps: number;
  /** Makes the model mistake commands for others, to see that a disagreement is found. */
  modelFault?: boolean;
}

/** Runs episodes with seeds that follow each other until the steps are done. */
export function simulate(options: SimulationOptions): SimulationReport {
  const report: SimulationReport = {
    steps: 0,
    episodes: 0,
    entries: 0,
    crashes: 0,
    duplicates: 0,
    clockJumps: 0,
    accepted: {},
    refused: {},
  };
  for (let { seed } = options; report.steps < options.steps; seed++) {
    const steps = Math.min(EPISODE_STEPS_MAX, options.steps - report.steps);
    new Episode(seed, report, options.modelFault).run(steps);
    report.episodes += 1;
    report.steps += steps;
  }
  return report;
}

/** Two accounts, their senders and a faulty network and clock between them. */
class Episode {
  readonly #seed: number;
  readonly #report: SimulationReport;
  readonly #random: Random;
  readonly #workload: Workload;
  readonly #sides: readonly [Side, Side];
  readonly #inFlight: Message[] = [];
  readonly #modelFault: boolean;
  #nowMs = START_AT_MS;
  #step = 0;

  constructor(seed: number, report: SimulationReport, modelFault = false) {
    this.#seed = seed;
    this.#modelFault = modelFault;
    this.#report = report;
    this.#random = new Random(seed);
    this.#workload = new Workload(this.#random);
    this.#sides = [newSide("acct_1"), newSide("acct_2")];
  }

  run(steps: number): void {
    try {
      for (this.#step = 1; this.#step <= steps; this.#step++) this.#oneStep();
      this.#settleDown();
    } catch (cause) {
      if (cause instanceof SimulationFailure) throw cause;
      throw new SimulationFailure(this.#seed, this.#step, String(cause));
    }
  }

  #fail(what: string): never {
    throw new SimulationFailure(this.#seed, this.#step, what);
  }

  #oneStep(): void {
    const random = this.#random;
    this.#nowMs += random.int(0, 20_000);
    const roll = random.next();
    if (roll < 0.4 && this.#inFlight.length < IN_FLIGHT_MAX) this.#send();
    else if (roll < 0.95 && this.#inFlight.length > 0) this.#deliver();
    else if (roll < 0.97) this.#wake(random.pick(this.#sides));
    else if (roll < 0.98) this.#restart(random.pick(this.#sides));
    else if (random.chance(0.3)) this.#jump();
  }

  /** A sender sends; sometimes the network makes copies, and they stay in flight for any time. */
  #send(): void {
    const random = this.#random;
    const to = random.pick(this.#sides);
    const other = this.#sides[0] === to ? this.#sides[1] : this.#sides[0];
    const command = this.#workload.command(to.known, other.known, this.#nowMs);
    const copies = random.chance(0.2) ? random.int(2, 3) : 1;
    this.#report.duplicates += copies - 1;
    for (let copy = 0; copy < copies; copy++) this.#inFlight.push({ command, to });
  }

  /** Any message may arrive next, and others for the same account just behind it. */
  #deliver(): void {
    const random = this.#random;
    const first = this.#arrive(random.int(0, this.#inFlight.length - 1));
    if (first === undefined) return;
    const { to } = first;
    const together = [first];
    for (let others = random.chance(0.3) ? random.int(1, 4) : 0; others > 0; others--) {
      const index = this.#inFlight.findIndex((message) => message.to === to);
      const message = this.#arrive(index);
      if (message !== undefined) together.push(message);
    }
    const crashAt = random.chance(0.03) ? random.pick(crashPoints) : undefined;
    const commands = together.map(({ command }) => command);
    const { committed, results } = to.account.deliverAll(commands, this.#nowMs, crashAt);
    if (crashAt !== undefined) this.#report.crashes += 1;
    for (const [index, message] of together.entries()) {
      this.#received(message, committed, results?.[index]);
    }
    this.#compareBalances(to);
  }

  #arrive(index: number): Message | undefined {
    const message = this.#inFlight[index];
    const last = this.#inFlight.at(-1);
    if (message === undefined || last === undefined) return undefined;
    this.#inFlight[index] = last;
    this.#inFlight.pop();
    return message;
  }

  /** Without an answer the sender sends again, or gives up. */
  #received(message: Message, committed: boolean, result: LedgerResult | undefined): void {
    const { command, to } = message;
    if (!committed) {
      this.#retry(message);
      return;
    }
    const asked =
      this.#modelFault && command.type === "bookPlatform"
        ? { ...command, key: "forgotten" }
        : command;
    const verdict = to.model.apply(asked, this.#nowMs);
    if (result === undefined) {
      this.#nameUnseen(to, command);
      this.#retry(message);
      return;
    }
    this.#compare(command, result, verdict);
    if (result.ok) learn(to, command, result);
    if (result.ok && this.#random.chance(0.05)) this.#retry(message);
  }

  #retry(message: Message): void {
    if (!this.#random.chance(0.1)) this.#inFlight.push(message);
  }

  /** A hold or charge whose reply was lost still has an id; only the model is told. */
  #nameUnseen({ account, model }: Side, command: Command): void {
    const reply = account.store.findKey(command.key)?.reply;
    if (reply === undefined) return;
    const value: Record<string, unknown> = JSON.parse(reply);
    const by = command.type === "hold" ? command.key : "holdId" in command ? command.holdId : "";
    const work = model.works.get(by);
    const name = value["chargeId"] ?? value["holdId"];
    if (work !== undefined && typeof name === "string") model.works.set(name, work);
  }

  #compare(command: Command, result: LedgerResult, verdict: Verdict): void {
    const counts = result.ok ? this.#report.accepted : this.#report.refused;
    const name = result.ok ? command.type : result.reason;
    counts[name] = (counts[name] ?? 0) + 1;
    const said = result.ok ? undefined : result.reason;
    if (said !== verdict.no) {
      this.#fail(`${JSON.stringify(command)}: ledger ${said ?? "ok"}, model ${verdict.no ?? "ok"}`);
    }
    if (!result.ok) return;
    const reply: Record<string, unknown> = { ...result.value };
    for (const [field, expected] of Object.entries(verdict)) {
      if (Number(reply[field]) === expected) continue;
      const both = `ledger ${String(reply[field])}, model ${expected}`;
      this.#fail(`${JSON.stringify(command)}: ${field}: ${both}`);
    }
  }

  #compareBalances({ account, model }: Side): void {
    const { availableMicroPt, heldMicroPt, debtMicroPt } = account.store.head;
    const ledger = [availableMicroPt - debtMicroPt, heldMicroPt, debtMicroPt];
    const expected = [model.available, model.held, model.debt];
    if (!isDeepStrictEqual(ledger, expected)) {
      this.#fail(`available, held, debt: ledger ${ledger.join()}, model ${expected.join()}`);
    }
    if (debtMicroPt > 0 && availableMicroPt > 0) this.#fail("debt beside available PT");
    const [finding] = account.fold.findings;
    if (finding !== undefined) this.#fail(`not so: ${finding}`);
  }

  #wake(side: Side): void {
    side.account.deliver(null, this.#nowMs);
    side.model.tick(this.#nowMs);
    this.#compareBalances(side);
  }

  /** Memory read from rows is the memory that was there. */
  #restart({ account }: Side): void {
    const before = structuredClone(account.state);
    account.crash();
    this.#report.crashes += 1;
    const sameHolds = isDeepStrictEqual(account.state.holds, before.holds);
    const sameGrants = isDeepStrictEqual(
      [account.state.order, ...account.state.order.map((seq) => account.state.grants.get(seq))],
      [before.order, ...before.order.map((seq) => before.grants.get(seq))],
    );
    const same =
      isDeepStrictEqual(account.state.head, before.head) &&
      isDeepStrictEqual(account.state.period, before.period);
    if (!sameHolds || !sameGrants || !same) this.#fail("a restart changed the state");
  }

  #jump(): void {
    this.#report.clockJumps += 1;
    const [small, large] = [30 * MINUTE_MS, 9 * DAY_MS];
    const span = this.#random.chance(0.7) ? small : large;
    this.#nowMs += this.#random.int(-span, span);
  }

  /** Once faults stop: everything in flight arrives, all holds end, and the books agree. */
  #settleDown(): void {
    for (const { command, to } of this.#inFlight.splice(0)) {
      const { result } = to.account.deliver(command, this.#nowMs);
      const verdict = to.model.apply(command, this.#nowMs);
      if (result === undefined) this.#fail("no answer without a fault");
      this.#compare(command, result, verdict);
      if (result.ok) learn(to, command, result);
    }
    let totalMicroPt = 0n;
    for (const side of this.#sides) {
      this.#wake(side);
      const timeouts = [...side.account.state.holds.values()].map((hold) => hold.timeoutMs);
      this.#nowMs += Math.max(0, ...timeouts);
      this.#wake(side);
      if (side.account.state.holds.size > 0 || side.model.open.size > 0) {
        this.#fail("a hold outlived its timeout");
      }
      const audit = side.account.audit();
      if (!audit.ok) this.#fail(audit.findings.join("; "));
      this.#report.entries += audit.entries;
      for (const amount of Object.values(audit.sides)) totalMicroPt += BigInt(amount);
    }
    if (totalMicroPt !== 0n) this.#fail("the accounts together are not zero");
  }
}

function newSide(id: string): Side {
  return { account: new SimulatedAccount(id), model: new Model(), known: nothingKnown() };
}

/** A sender reads the reply. */
function learn({ known, model }: Side, command: Command, result: LedgerResult & { ok: true }) {
  const { value } = result;
  known.keys.push(command.key);
  if (command.type === "hold" && "holdId" in value) {
    const work = model.works.get(command.key);
    if (work !== undefined) model.works.set(value.holdId, work);
    known.holds.push(value.holdId);
  }
  if (command.type === "settle" && "chargeId" in value) {
    const work = model.works.get(command.holdId);
    if (work !== undefined) model.works.set(value.chargeId, work);
    known.charges.push(value.chargeId);
  }
  if (command.type === "grant") {
    known.sources.push({ ...command.source, amountMicroPt: command.amountMicroPt });
  }
  if (command.type === "transferOut" && "parts" in value) {
    known.transfers.push({ id: command.transferId, parts: value.parts });
  }
}
