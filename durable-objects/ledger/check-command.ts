import { AMOUNT_MICRO_PT_MAX, MICRO_PER_PT } from "#core/money";
import { DAY_MS } from "#core/time";
import type { Command, GrantCommand, HoldPurpose, SpendingCap } from "./commands.ts";
import { spendersOf } from "./spending.ts";

export const KEY_LENGTH_MAX = 200;
export const HOLD_TIMEOUT_MS_MAX = DAY_MS;
export const CAPS_MAX = 8;
export const PARTS_MAX = 1_000;

/** What is wrong with a command, or undefined. A caller that gets an answer here has a bug. */
export function findFault(command: Command): string | undefined {
  const { key } = command;
  if (key === "" || key.length > KEY_LENGTH_MAX) return "key has 1 to 200 characters";
  switch (command.type) {
    case "grant":
      return findGrantFault(command);
    case "hold":
      return (
        amount("amountMicroPt", command.amountMicroPt) ??
        timeout(command.timeoutMs) ??
        share(command.advancedSharePercentMax) ??
        caps(command.caps, command.purpose)
      );
    case "extend":
      return (
        amount("addMicroPt", command.addMicroPt) ??
        timeout(command.timeoutMs) ??
        share(command.advancedSharePercentMax) ??
        caps(command.caps)
      );
    case "settle":
    case "trueUp":
      return wholePt(command.chargeMicroPt);
    case "correct":
    case "refund":
      return command.amountMicroPt === undefined
        ? undefined
        : positive("amountMicroPt", command.amountMicroPt);
    case "clawback":
      return command.cause.type === "refund"
        ? amount("refundedTotalMicroPt", command.cause.refundedTotalMicroPt)
        : positive("amountMicroPt", command.cause.amountMicroPt);
    case "transferOut":
      return command.amountMicroPt === "all"
        ? undefined
        : positive("amountMicroPt", command.amountMicroPt);
    case "transferIn":
      if (command.parts.length > PARTS_MAX) return "a transfer has at most 1,000 parts";
      return firstFault(command.parts, (part) => positive("amountMicroPt", part.amountMicroPt));
    case "bookPlatform":
      return amount("amountMicroPt", command.amountMicroPt);
    case "release":
    case "reinstate":
      return undefined;
  }
}

function findGrantFault(command: GrantCommand): string | undefined {
  const { kind, period, priority = 0 } = command;
  const fault = positive("amountMicroPt", command.amountMicroPt);
  if (fault !== undefined) return fault;
  if (!Number.isSafeInteger(priority)) return "priority is an integer";
  if (period === undefined) return undefined;
  if (kind !== "plan") return "only a plan grant has a period";
  if (!(period.startsAtMs < period.endsAtMs)) return "a period ends after it starts";
  return share(period.advancedShareCapPercent);
}

function amount(name: string, value: number): string | undefined {
  if (Number.isSafeInteger(value) && value >= 0 && value <= AMOUNT_MICRO_PT_MAX) return undefined;
  return `${name} is a whole number of micro-PT from 0 to ${AMOUNT_MICRO_PT_MAX}`;
}

function positive(name: string, value: number): string | undefined {
  return value === 0 ? `${name} is more than 0` : amount(name, value);
}

function wholePt(chargeMicroPt: number): string | undefined {
  const fault = amount("chargeMicroPt", chargeMicroPt);
  if (fault !== undefined) return fault;
  return chargeMicroPt % MICRO_PER_PT === 0 ? undefined : "a charge is a whole number of PT";
}

function timeout(timeoutMs: number | undefined): string | undefined {
  if (timeoutMs === undefined) return undefined;
  if (Number.isSafeInteger(timeoutMs) && timeoutMs > 0 && timeoutMs <= HOLD_TIMEOUT_MS_MAX) {
    return undefined;
  }
  return `timeoutMs is from 1 to ${HOLD_TIMEOUT_MS_MAX}`;
}

function share(percent: number | undefined): string | undefined {
  if (percent === undefined || (percent >= 0 && percent <= 100)) return undefined;
  return "a share is from 0 to 100 percent";
}

function caps(given: readonly SpendingCap[] = [], purpose?: HoldPurpose): string | undefined {
  if (given.length > CAPS_MAX) return "a hold has at most 8 caps";
  const spenders = purpose === undefined ? undefined : spendersOf(purpose);
  return firstFault(given, (cap) => {
    const isSpender =
      spenders?.some(({ scope, id }) => scope === cap.scope && id === cap.id) ?? true;
    if (!isSpender)
      return "a cap is for the account, or for the member or key that the purpose names";
    return amount("capMicroPt", cap.capMicroPt);
  });
}

function firstFault<T>(
  items: readonly T[],
  find: (item: T) => string | undefined,
): string | undefined {
  for (const item of items) {
    const fault = find(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
