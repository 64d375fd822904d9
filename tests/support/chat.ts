import { env } from "cloudflare:workers";
import type { AccountId } from "#core/ids";
import type { LiveEvent, MessageView } from "#features/chat/schema";
import { ledgerOf } from "#objects/ledger";
import type { Ctx, Plan } from "#platform/ctx";
import { makePerson } from "./people.ts";

const PT = 1_000_000;

/** Puts PT into an account. */
export async function grantTo(accountId: AccountId, amountPt: number): Promise<void> {
  const id = crypto.randomUUID();
  const reply = await ledgerOf(env, accountId).apply<"grant">({
    type: "grant",
    key: `grant:${id}`,
    kind: "topup",
    amountMicroPt: amountPt * PT,
    source: { type: "test", id },
  });
  if (!reply.ok) throw new Error(reply.detail);
}

/** The ctx of someone with a workspace and PT to spend. */
export async function makeChatter({
  pt = 1_000,
  plan = "pro",
}: { pt?: number; plan?: Plan } = {}): Promise<{ ctx: Ctx; accountId: AccountId }> {
  const { ctx, workspace } = await makePerson({ plan });
  if (pt > 0) await grantTo(workspace.accountId, pt);
  return { ctx, accountId: workspace.accountId };
}

/** Every event of a stream of server-sent events. */
export async function readLiveEvents(stream: ReadableStream<Uint8Array>): Promise<LiveEvent[]> {
  const text = await new Response(stream).text();
  return [...text.matchAll(/^data: (.*)$/gm)].map(
    ([, json]) => JSON.parse(json ?? "") as LiveEvent,
  );
}

/** The message that a followed turn ended with. */
export async function readSettled(stream: ReadableStream<Uint8Array>): Promise<MessageView> {
  const last = (await readLiveEvents(stream)).at(-1);
  if (last?.type !== "settled") throw new Error("The turn did not end");
  return last.message;
}
