import { ptToMicro } from "#core/money";
import { extraSeats, type Terms } from "./decide-change.ts";

const MONTHS = { month: 1, year: 12 } as const;

/** PT of a whole period of a plan with its extra seats, in micro-PT. */
export function periodMicroPt({ version, interval, seats }: Terms): number {
  const extra = extraSeats({ version, seats });
  return ptToMicro(version.ptPerPeriod + version.ptPerSeat * extra) * MONTHS[interval];
}

/**
 * PT that an upgrade adds when its invoice is paid, in micro-PT, rounded down once: by the same
 * fraction of the period as the money, in whole seconds as Stripe prorates. A year that begins now
 * brings its PT whole, less what the rest of the running period had brought.
 */
export function decideAddedMicroPt(
  before: Terms,
  after: Terms,
  period: { startsAtMs: number; endsAtMs: number; atMs: number },
): number {
  const seconds = (fromMs: number, toMs: number) => BigInt(Math.floor((toMs - fromMs) / 1_000));
  const whole = seconds(period.startsAtMs, period.endsAtMs);
  const rest = seconds(period.atMs, period.endsAtMs);
  if (whole <= 0n || rest < 0n) return 0;
  const [had, gets] = [BigInt(periodMicroPt(before)), BigInt(periodMicroPt(after))];
  const beginsAnew = before.interval !== after.interval;
  const added = beginsAnew ? gets * whole - had * rest : (gets - had) * rest;
  return added <= 0n ? 0 : Number(added / whole);
}
