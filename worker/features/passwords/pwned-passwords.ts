import { MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";

const TIMEOUT_MS = 800;
const ANSWER_BYTES_MAX = 200_000;
/** After a failure nobody is kept waiting for this long. */
const PAUSE_MS = MINUTE_MS;

let pausedUntilMs = 0;

async function readRange(baseUrl: string, prefix: string): Promise<string> {
  const answer = await fetch(`${baseUrl}/range/${prefix}`, {
    headers: { "add-padding": "true", "user-agent": "Selvedge" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: "manual",
  });
  if (!answer.ok) throw new Error(`The answer was ${answer.status}`);
  return (await answer.text()).slice(0, ANSWER_BYTES_MAX);
}

/**
 * Whether the password is in a known breach, by the range API of Pwned Passwords: only the first
 * five characters of its SHA-1 leave, so the service learns of about a thousand candidates
 * (k-anonymity). False when it is not configured, or does not answer within 800 ms.
 * https://haveibeenpwned.com/API/v3#SearchingPwnedPasswordsByRange
 */
export async function isPwnedPassword(ctx: Ctx, password: string): Promise<boolean> {
  const { pwnedPasswordsBaseUrl } = ctx.settings;
  const nowMs = ctx.clock.now();
  if (pwnedPasswordsBaseUrl === undefined || nowMs < pausedUntilMs) return false;
  const bytes = new TextEncoder().encode(password.normalize("NFKC"));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-1", bytes)).toHex().toUpperCase();
  try {
    const lines = await readRange(pwnedPasswordsBaseUrl, hash.slice(0, 5));
    // Padding has a count of 0.
    const found = new RegExp(`^${hash.slice(5)}:0*[1-9]`, "m");
    return found.test(lines);
  } catch (cause) {
    pausedUntilMs = nowMs + PAUSE_MS;
    ctx.log.warn("passwords.range-unreachable", { cause: String(cause) });
    return false;
  }
}
