import { parseInput } from "#core/parse-input";
import { hashPassword, verifyPassword } from "#features/passwords";
import type { Ctx } from "#platform/ctx";
import { PasswordChecks } from "./schema.ts";

/** Checks one password many times: in this isolate alone, or where the runtime has it done. */
export async function checkPasswords(
  ctx: Ctx,
  input: PasswordChecks,
): Promise<{ checked: number; right: number }> {
  const { count, inIsolate } = parseInput(PasswordChecks, input);
  const deriver = inIsolate ? { env: {} } : ctx;
  const hash = await hashPassword(deriver, "bench-password-1");
  let right = 0;
  for (let checked = 0; checked < count; checked++) {
    if (await verifyPassword(deriver, hash, "bench-password-1")) right += 1;
  }
  return { checked: count, right };
}
