import { z } from "zod";
import type { TokenCounts } from "#core/pricing";
import type { TransactionDocument } from "#objects/ledger";

const Count = z.int().min(0);
const Tokens = z.object({ input: Count, cachedRead: Count, cacheWrite: Count, output: Count });

/** What of a ledger command its readers are told; members that a kind lacks are absent. */
const Command = z.object({
  usage: z
    .object({
      classes: Tokens,
      raw: z.unknown().optional(),
      complete: z.boolean().optional(),
      estimated: z.array(z.string()).optional(),
      issue: z.string().optional(),
    })
    .optional()
    .catch(undefined),
  estimated: z.boolean().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  disputeId: z.string().optional().catch(undefined),
  kind: z.string().optional().catch(undefined),
  expiresAtMs: z.number().nullable().optional().catch(undefined),
  source: z.object({ type: z.string(), id: z.string() }).optional().catch(undefined),
});
export type ReadCommand = z.infer<typeof Command>;

/** The command behind a transaction, as far as it is shown; what time alone did has none. */
export function readCommand(transaction: Pick<TransactionDocument, "commandJson">): ReadCommand {
  if (transaction.commandJson === null) return {};
  return Command.parse(JSON.parse(transaction.commandJson));
}

/** The token classes that a charge was settled with; undefined where none were reported. */
export function tokensOf(command: ReadCommand): TokenCounts | undefined {
  return command.usage?.classes;
}
