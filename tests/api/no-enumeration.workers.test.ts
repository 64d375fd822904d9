import { expect, test } from "vitest";
import { registerUser, requestMagicLink, requestPasswordReset, signIn } from "#features/identity";
import type { Ctx } from "#platform/ctx";
import { anonymousCtx, makePerson } from "../support/people.ts";

const TRIES = 200;
const MEASUREMENTS_MAX = 5;
const TOLERANCE = 0.1;
const password = "wrong but long enough";

let made = 0;

/** What one try answers, without what differs by chance, and how long it took. */
async function timed(work: () => Promise<unknown>): Promise<{ answer: string; tookMs: number }> {
  const from = performance.now();
  const answer = await work().then(
    (value) => JSON.stringify(value ?? null),
    (problem: { slug?: string; status?: number; detail?: string }) =>
      JSON.stringify([problem.slug, problem.status, problem.detail]),
  );
  const tookMs = performance.now() - from;
  return { answer: answer.replaceAll(/=[\w%.-]+;/g, "=…;"), tookMs };
}

/** The mean of the middle half, which a clock that counts whole milliseconds does not round. */
function middle(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.slice(Math.floor(sorted.length / 4), Math.ceil((sorted.length * 3) / 4));
  return half.reduce((sum, one) => sum + one, 0) / half.length;
}

const forms: Record<string, (ctx: Ctx, email: string) => Promise<unknown>> = {
  "sign-in": (ctx, email) => signIn(ctx, { email, password }),
  register: (ctx, email) => registerUser(ctx, { email, password }),
  reset: (ctx, email) => requestPasswordReset(ctx, { email }),
  "magic link": (ctx, email) => requestMagicLink(ctx, { email }),
};

/**
 * Interleaved, so that whatever slows the machine down slows both down; and each address is tried as
 * often as each other one, because the first try for an address makes its limiter.
 */
async function measure(form: (ctx: Ctx, email: string) => Promise<unknown>, known: string[]) {
  const unknown = known.map(() => {
    made += 1;
    return `nobody-${made}@example.com`;
  });
  const times: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
  const answers = new Set<string>();
  for (let i = 0; i < TRIES; i++) {
    const order = i % 2 === 0 ? (["known", "unknown"] as const) : (["unknown", "known"] as const);
    for (const kind of order) {
      const email = { known, unknown }[kind][i % known.length] ?? "";
      const { answer, tookMs } = await timed(() => form(anonymousCtx(), email));
      answers.add(answer);
      times[kind].push(tookMs);
    }
  }
  return { answers, ratio: middle(times.known) / middle(times.unknown) };
}

test.each(Object.entries(forms))(
  "%s answers a known and an unknown address alike, in the same time",
  { timeout: 600_000 },
  async (name, form) => {
    const ratios: number[] = [];
    for (let i = 0; i < MEASUREMENTS_MAX; i++) {
      const known: string[] = [];
      for (let person = 0; person < TRIES / 4; person++) known.push((await makePerson()).email);
      const { answers, ratio } = await measure(form, known);
      expect([...answers], "every answer is the same").toHaveLength(1);
      ratios.push(ratio);
      if (Math.abs(ratio - 1) <= TOLERANCE) break;
    }
    console.log(`${name}: ratio of middle means ${ratios.map((one) => one.toFixed(3)).join(", ")}`);
    expect(Math.abs((ratios.at(-1) ?? 0) - 1), ratios.join(", ")).toBeLessThanOrEqual(TOLERANCE);
  },
);
