import { env } from "cloudflare:workers";
import { and, eq } from "drizzle-orm";
import { type AccountId, newId, type TurnId } from "#core/ids";
import { ptToMicro } from "#core/money";
import type { TemplateName } from "#features/mail/schema";
import { mails } from "#features/mail/tables";
import { getRateCard } from "#features/models";
import { requireUser } from "#features/workspaces";
import { ledgerOf } from "#objects/ledger";
import type { Ctx, Plan } from "#platform/ctx";
import { grantTo } from "./chat.ts";
import { jobCtx, makePerson } from "./people.ts";
import { openDispute } from "../../worker/features/disputes/index.ts";
import { gatherEvidence } from "../../worker/features/disputes/gather-evidence.ts";

const model = "selvedge-answerer";
const OUTPUT_TOKENS_PER_PT = 500;

/** The usage that costs exactly so many PT at the built-in answerer's shipped price. */
export function usageFor(amountPt: number, log: Record<string, unknown> = {}) {
  const output = amountPt * OUTPUT_TOKENS_PER_PT;
  return {
    classes: { input: 0, cachedRead: 0, cacheWrite: 0, output },
    raw: [{ engine: "builtin", input: 0, output }],
    complete: true,
    estimated: [],
    log: {
      startedAtMs: 1_000,
      firstTextAtMs: 1_400,
      endedAtMs: 3_000,
      pieces: 7,
      characters: 1_234,
      calls: 1,
      providerAnswerId: "answer-1",
      ...log,
    },
  };
}

export interface ChargeOptions {
  amountPt?: number;
  turnId?: TurnId;
  /** What the ledger keeps with the charge; absent is a report that gives `amountPt`. */
  usage?: unknown;
  estimated?: boolean;
  key?: string;
}

/** Someone with PT in a workspace of their own, where the shipped prices are in force. */
export async function makeDisputer({
  pt = 100_000,
  plan = "pro",
}: { pt?: number; plan?: Plan } = {}) {
  const person = await makePerson({ plan });
  const { accountId } = person.workspace;
  if (pt > 0) await grantTo(accountId, pt);
  await getRateCard(person.ctx);
  return { ...person, accountId };
}

/** A ctx of an operator in person. */
export async function makeOperator(): Promise<Ctx> {
  const { ctx, userId } = await makePerson();
  return {
    ...ctx,
    actor: { ...requireUser(ctx), userId, email: "op@example.com", name: "Op", operator: true },
  };
}

export interface MadeCharge {
  transactionId: string;
  chargeId: string;
  turnId: string;
}

/** Holds and settles a charge as a turn would, without a conversation. */
export async function chargeFor(
  accountId: AccountId,
  { amountPt = 10, usage = usageFor(amountPt), estimated = false, ...options }: ChargeOptions = {},
): Promise<MadeCharge> {
  const ledger = ledgerOf(env, accountId);
  const turnId = options.turnId ?? newId("turn", Date.now());
  const key = options.key ?? turnId;
  const held = await ledger.apply<"hold">({
    type: "hold",
    key: `hold:${key}`,
    amountMicroPt: ptToMicro(amountPt + 5),
    purpose: { turnId, model, modelClass: "core", rateCardVersion: "1" },
  });
  if (!held.ok) throw new Error(held.detail);
  const settled = await ledger.apply<"settle">({
    type: "settle",
    key: `settle:${key}`,
    holdId: held.value.holdId,
    chargeMicroPt: ptToMicro(amountPt),
    estimated,
    usage,
  });
  if (!settled.ok) throw new Error(settled.detail);
  const { transactionId, chargeId } = settled.value;
  return { transactionId, chargeId, turnId };
}

export type Disputer = Awaited<ReturnType<typeof makeDisputer>>;

/** A dispute in review about a charge of this person. */
export async function reviewedDispute(
  { ctx, accountId }: Pick<Disputer, "ctx" | "accountId">,
  charge: ChargeOptions = {},
): Promise<MadeCharge & { id: string }> {
  const made = await chargeFor(accountId, charge);
  const { transactionId } = made;
  const { id } = await openDispute(ctx, { transactionId, reason: "wrong-price" });
  await gatherEvidence(jobCtx(), id);
  return { ...made, id };
}

/** A ctx whose clock stands still. */
export function at(from: Ctx, nowMs: number): Ctx {
  return { ...from, clock: { now: () => nowMs } };
}

/** A ctx whose clock runs ahead. */
export function after(from: Ctx, ms: number): Ctx {
  const { clock } = from;
  return { ...from, clock: { now: () => clock.now() + ms } };
}

async function dataMailed(to: string, template: TemplateName): Promise<Record<string, string>[]> {
  const sent = await jobCtx()
    .db.select()
    .from(mails)
    .where(and(eq(mails.to, to), eq(mails.template, template)))
    .orderBy(mails.createdAtMs, mails.id);
  return sent.map(({ data }) => data as unknown as Record<string, string>);
}

/** The steps of disputes that an address was told by mail. */
export async function stepsMailed(to: string): Promise<string[]> {
  return (await dataMailed(to, "dispute-update")).map(({ step = "" }) => step);
}

/** What an operator's address was told to wait for them in a dispute. */
export async function alertsMailed(to: string, disputeId: string): Promise<string[]> {
  return (await dataMailed(to, "dispute-alert"))
    .filter(({ url = "" }) => url.endsWith(`/operations/disputes/${disputeId}`))
    .map(({ alert = "" }) => alert);
}

/** What the ledger gave back of charges, newest first. */
export async function returnsOf(accountId: AccountId) {
  const transactions = await ledgerOf(env, accountId).transactions({ limit: 50 });
  return transactions.filter(({ kind }) => kind === "correct" || kind === "refund");
}
