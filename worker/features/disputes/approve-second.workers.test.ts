import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#core/ids";
import { ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import {
  type Disputer,
  makeDisputer,
  makeOperator,
  returnsOf,
  reviewedDispute,
} from "../../../tests/support/disputes.ts";
import { jobCtx } from "../../../tests/support/people.ts";
import { approveSecond, decideDispute, getDispute } from "./index.ts";
import { disputes } from "./tables.ts";

type DisputeId = Id<"dsp">;

const PT = 1_000_000;
let person: Disputer;
let operator: Ctx;

beforeEach(async () => {
  person = await makeDisputer();
  operator = await makeOperator();
});

const balance = async () => (await ledgerOf(env, person.accountId).balance()).balanceMicroPt;
const rowOf = async (id: string) =>
  await jobCtx()
    .db.select()
    .from(disputes)
    .where(eq(disputes.id, id as DisputeId))
    .get();

describe("an approval above the limit", () => {
  const large = { amountPt: 6_000 };
  let second: Ctx;

  beforeEach(async () => {
    second = await makeOperator();
  });

  test("waits for a different operator, and moves nothing until then", async () => {
    const before = await balance();
    const { id } = await reviewedDispute(person, large);
    const proposed = await decideDispute(operator, id, { outcome: "approved", comment: "Yes." });
    expect(proposed).toMatchObject({
      state: "second-approval",
      decision: null,
      proposal: { outcome: "approved", effectMicroPt: 6_000 * PT, mine: true },
    });
    expect(await returnsOf(person.accountId)).toEqual([]);
    await expect(approveSecond(operator, id, { approve: true })).rejects.toMatchObject({
      slug: "forbidden",
    });
    const own = await getDispute(person.ctx, id);
    expect(own.events.map(({ kind }) => kind)).not.toContain("proposed");
    expect(own.decision).toBeNull();
    const confirmed = await approveSecond(second, id, { approve: true });
    expect(confirmed).toMatchObject({ state: "approved", returnedMicroPt: 6_000 * PT });
    expect(await approveSecond(second, id, { approve: true })).toMatchObject({
      state: "approved",
    });
    expect(await balance()).toBe(before);
    expect(await returnsOf(person.accountId)).toHaveLength(1);
  });

  test("can be sent back to review, with a reason, and decided anew", async () => {
    const { id } = await reviewedDispute(person, large);
    await decideDispute(operator, id, { outcome: "approved" });
    const silent = approveSecond(second, id, { approve: false });
    await expect(silent).rejects.toMatchObject({ slug: "invalid-input" });
    const back = await approveSecond(second, id, { approve: false, comment: "Look again." });
    expect(back).toMatchObject({ state: "in-review", proposal: null });
    expect(back.events.at(-1)).toMatchObject({ kind: "sent-back", text: "Look again." });
    expect((await getDispute(person.ctx, id)).events.map(({ kind }) => kind)).toEqual([
      "opened",
      "evidence",
    ]);
    const small = { outcome: "partly", amountPt: 5_000, comment: "A part." } as const;
    expect(await decideDispute(second, id, small)).toMatchObject({ state: "partly" });
  });

  test("cannot be got around by deciding once more, nor by a user of the workspace", async () => {
    const { id } = await reviewedDispute(person, large);
    await decideDispute(operator, id, { outcome: "approved" });
    const again = { outcome: "partly", amountPt: 4_000, comment: "x" } as const;
    await expect(decideDispute(operator, id, again)).rejects.toMatchObject({ slug: "conflict" });
    await expect(approveSecond(person.ctx, id, { approve: true })).rejects.toMatchObject({
      slug: "forbidden",
    });
    expect(await returnsOf(person.accountId)).toEqual([]);
  });

  test("is confirmed once however many confirm at once", async () => {
    const third = await makeOperator();
    const { id } = await reviewedDispute(person, large);
    await decideDispute(operator, id, { outcome: "approved" });
    await Promise.allSettled([
      approveSecond(second, id, { approve: true }),
      approveSecond(third, id, { approve: true }),
      approveSecond(second, id, { approve: true }),
    ]);
    expect(await returnsOf(person.accountId)).toHaveLength(1);
    expect(await rowOf(id)).toMatchObject({ state: "approved", effectState: "done" });
  });

  test("waits for nobody where there is none", async () => {
    const { id } = await reviewedDispute(person);
    await expect(approveSecond(second, id, { approve: true })).rejects.toMatchObject({
      slug: "conflict",
    });
  });
});
