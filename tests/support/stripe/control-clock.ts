import { z } from "zod";
import { advanceAccount } from "./advance.ts";
import type { Acts } from "./control.ts";
import type { World } from "./fake-stripe.ts";
import { invalid } from "./failure.ts";

const clockBody = z.strictObject({
  atMs: z.number().int().optional(),
  advanceMs: z.number().int().nonnegative().optional(),
  run: z.boolean().optional(),
});

const faultBody = z.strictObject({
  method: z.string().optional(),
  path: z.string(),
  times: z.number().int().positive().optional(),
  kind: z.enum(["error", "lost-reply", "reset", "stall"]),
  status: z.number().int().optional(),
  retryAfterSeconds: z.number().int().optional(),
  ms: z.number().int().nonnegative().optional(),
});

const clockOf = ({ account }: World) => ({
  nowMs: account.clock.nowMs,
  frozen: account.clock.isFrozen,
});

/** Time, faults and what was asked. */
export const clockActs: Acts = {
  "GET /clock": ({ world }) => clockOf(world),
  "POST /clock": ({ world, read }) => {
    const { clock } = world.account;
    const sent = read(clockBody);
    const target = (sent.atMs ?? clock.nowMs) + (sent.advanceMs ?? 0);
    if (target < clock.nowMs && world.account.table("event").size > 0) {
      throw invalid("Time does not go back once something has happened.");
    }
    if (target < clock.nowMs) clock.freeze(target);
    advanceAccount(world.account, target);
    clock.freeze(target);
    if (sent.run === true) clock.run(target);
    return clockOf(world);
  },
  "POST /faults": ({ world, read }) => world.faults.add(read(faultBody)),
  "DELETE /faults": ({ world }) => world.faults.clear(),
  "GET /requests": ({ world }) => world.requests,
};
