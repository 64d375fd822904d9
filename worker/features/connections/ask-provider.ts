import type { z } from "zod";
import { SECOND_MS } from "#core/time";
import type { AskFailure } from "./schema.ts";

const TIMEOUT_MS = 8 * SECOND_MS;
const ANSWER_CHARACTERS_MAX = 200_000;

interface FailureOptions extends ErrorOptions {
  reason?: AskFailure | undefined;
  found?: string | undefined;
}

/** A provider did not answer, or not as it should. */
export class ProviderFailure extends Error {
  override readonly name = "ProviderFailure";
  /** Why, where it is told apart. */
  readonly reason: AskFailure | undefined;
  /** What was there instead: a status, or a name. */
  readonly found: string | undefined;

  constructor(message: string, { reason, found, ...rest }: FailureOptions = {}) {
    super(message, rest);
    this.reason = reason;
    this.found = found;
  }
}

/** What is asked of a provider; without a method it is read. */
export interface Asked {
  method?: "POST";
  headers?: Record<string, string>;
  body?: URLSearchParams;
}

/** A way to a provider: its JSON answer of that shape, or a `ProviderFailure`. */
export type Ask = <S extends z.ZodType>(
  url: string,
  schema: S,
  init?: Asked,
) => Promise<z.output<S>>;

/** A provider's JSON answer, read with care: in time, not too long, and of that shape. */
export const askProvider: Ask = async (url, schema, init = {}) => {
  try {
    const answer = await fetch(url, {
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...init,
    });
    const text = (await answer.text()).slice(0, ANSWER_CHARACTERS_MAX);
    if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}`);
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ProviderFailure(`${new URL(url).host} did not answer as it should`, { cause });
  }
};
