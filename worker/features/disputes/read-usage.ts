import { z } from "zod";
import type { TransactionDocument } from "#objects/ledger";

const Count = z.int().min(0);
const Time = z.int().nullable().catch(null);

/** What a charge was settled with: written by our own turns, read with care because it is kept for ever. */
const SettledUsage = z.object({
  classes: z.object({ input: Count, cachedRead: Count, cacheWrite: Count, output: Count }),
  raw: z.unknown(),
  complete: z.boolean().catch(false),
  estimated: z.array(z.string()).catch([]),
  issue: z.string().nullable().catch(null),
  log: z
    .object({
      startedAtMs: Time,
      firstTextAtMs: Time,
      endedAtMs: z.int(),
      pieces: Count,
      characters: Count,
      calls: Count,
      providerAnswerId: z.string().nullable().catch(null),
    })
    .nullable()
    .catch(null),
});
export type SettledUsage = z.infer<typeof SettledUsage>;

const Command = z.object({ usage: SettledUsage.nullable().catch(null) });

/** The usage that a charge was settled with; null where the ledger has none. */
export function readUsage({
  commandJson,
}: Pick<TransactionDocument, "commandJson">): SettledUsage | null {
  if (commandJson === null) return null;
  return Command.safeParse(JSON.parse(commandJson)).data?.usage ?? null;
}
