import { isRecord, member } from "./json.ts";
import type { TokenClass, TokenClasses, Usage } from "./provider.ts";

export const tokenClassNames = ["input", "cachedRead", "cacheWrite", "output"] as const;

/** What a provider has reported so far in one answer. */
export interface ReportedUsage {
  classes: Partial<TokenClasses>;
  /** Undefined when the provider has reported nothing. */
  raw: unknown;
  /** True when this is the provider's last word about the answer. */
  final: boolean;
  /** Why the reported numbers cannot be believed; `classes` is empty then. */
  issue?: string;
}

export const nothingReported: ReportedUsage = { classes: {}, raw: undefined, final: false };

const nothingUsed: TokenClasses = { input: 0, cachedRead: 0, cacheWrite: 0, output: 0 };

/** The usage of a call that the provider refused or never saw. */
export function unused(): Usage {
  return { classes: { ...nothingUsed }, raw: [], complete: true, estimated: [] };
}

/**
 * OpenAI's usage object to disjoint classes. `prompt_tokens` includes cached reads and cache
 * writes, and `completion_tokens` includes reasoning; some compatible servers count reasoning
 * beside the completion instead, which their total shows. The classes add up to the provider's
 * `total_tokens`, or the object is not believed.
 * https://platform.openai.com/docs/api-reference/chat/object
 */
export function readOpenAiUsage(raw: unknown, final: boolean): ReportedUsage {
  const prompt = count(raw, "prompt_tokens");
  const completion = count(raw, "completion_tokens");
  const total = count(raw, "total_tokens");
  const promptDetails = member(raw, "prompt_tokens_details");
  const cachedRead =
    count(promptDetails, "cached_tokens") ?? count(raw, "prompt_cache_hit_tokens") ?? 0;
  const cacheWrite = count(promptDetails, "cache_write_tokens") ?? 0;
  const reasoning = count(member(raw, "completion_tokens_details"), "reasoning_tokens") ?? 0;
  if (prompt === undefined || completion === undefined) {
    return disbelieve(raw, final, "prompt_tokens or completion_tokens is not a count");
  }
  let output = completion;
  if (total !== undefined && total !== prompt + completion) {
    if (total !== prompt + completion + reasoning) {
      return disbelieve(raw, final, `total ${total} is not ${prompt} + ${completion}`);
    }
    output = completion + reasoning;
  } else if (reasoning > completion) {
    return disbelieve(raw, final, `reasoning ${reasoning} is above completion ${completion}`);
  }
  const input = prompt - cachedRead - cacheWrite;
  if (input < 0) {
    return disbelieve(raw, final, `cached ${cachedRead} + ${cacheWrite} is above prompt ${prompt}`);
  }
  return { classes: { input, cachedRead, cacheWrite, output }, raw, final };
}

/**
 * Anthropic's usage object to disjoint classes. `input_tokens` is what was neither read from nor
 * written to the cache, so the classes are disjoint already; `cache_creation` splits the cache
 * writes by lifetime (five minutes, one hour) and must add up to their total.
 * https://docs.anthropic.com/en/api/messages
 */
export function readAnthropicUsage(raw: unknown, final: boolean): ReportedUsage {
  const input = count(raw, "input_tokens");
  const output = count(raw, "output_tokens");
  const cachedRead = countOrZero(raw, "cache_read_input_tokens");
  const creation = member(raw, "cache_creation");
  const byLifetime = isRecord(creation)
    ? (countOrZero(creation, "ephemeral_5m_input_tokens") ?? 0) +
      (countOrZero(creation, "ephemeral_1h_input_tokens") ?? 0)
    : undefined;
  const cacheWrite =
    member(raw, "cache_creation_input_tokens") === undefined
      ? (byLifetime ?? 0)
      : count(raw, "cache_creation_input_tokens");
  if (input === undefined || output === undefined) {
    return disbelieve(raw, final, "input_tokens or output_tokens is not a count");
  }
  if (cachedRead === undefined || cacheWrite === undefined) {
    return disbelieve(raw, final, "cache_read or cache_creation is not a count");
  }
  if (byLifetime !== undefined && byLifetime !== cacheWrite) {
    return disbelieve(raw, final, `cache_creation ${byLifetime} is not ${cacheWrite}`);
  }
  return { classes: { input, cachedRead, cacheWrite, output }, raw, final };
}

/**
 * The usage of one answer: the provider's last word, or what it reported so far filled up with
 * `estimate`. An output count that is not final is only a lower bound, so the larger one counts.
 */
export function completeUsage(
  reported: ReportedUsage,
  estimate: () => { input: number; output: number },
): Usage {
  const raw = reported.raw === undefined ? [] : [reported.raw];
  const known = reported.classes;
  if (reported.final && isComplete(known)) {
    return { classes: { ...known }, raw, complete: true, estimated: [] };
  }
  const guess = estimate();
  const estimated: TokenClass[] = ["output"];
  if (known.input === undefined) estimated.unshift("input");
  return {
    classes: {
      input: known.input ?? guess.input,
      cachedRead: known.cachedRead ?? 0,
      cacheWrite: known.cacheWrite ?? 0,
      output: Math.max(known.output ?? 0, guess.output),
    },
    raw,
    complete: false,
    estimated,
    ...(reported.issue === undefined ? {} : { issue: reported.issue }),
  };
}

/** Adds up the usage of several steps; complete when all of them are. */
export function sumUsage(usages: readonly Usage[]): Usage {
  const sum = unused();
  for (const usage of usages) {
    for (const name of tokenClassNames) sum.classes[name] += usage.classes[name];
    sum.raw.push(...usage.raw);
    sum.complete &&= usage.complete;
    sum.issue ??= usage.issue;
  }
  sum.estimated = tokenClassNames.filter((name) =>
    usages.some((usage) => usage.estimated.includes(name)),
  );
  if (sum.issue === undefined) delete sum.issue;
  return sum;
}

/** All tokens of all classes. */
export function totalTokens(classes: TokenClasses): number {
  return classes.input + classes.cachedRead + classes.cacheWrite + classes.output;
}

function disbelieve(raw: unknown, final: boolean, issue: string): ReportedUsage {
  return { classes: {}, raw, final, issue };
}

function isComplete(classes: Partial<TokenClasses>): classes is TokenClasses {
  return tokenClassNames.every((name) => classes[name] !== undefined);
}

function count(value: unknown, key: string): number | undefined {
  const found = member(value, key);
  return typeof found === "number" && Number.isSafeInteger(found) && found >= 0 ? found : undefined;
}

/** Zero when the field is absent or null, undefined when it is there and not a count. */
function countOrZero(value: unknown, key: string): number | undefined {
  return member(value, key) === undefined ? 0 : count(value, key);
}
