import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { runBatch } from "#platform/db";
import { jobCtx, makePerson } from "../../../tests/support/people.ts";
import { webhookRows } from "./index.ts";
import { webhookMessages } from "./tables.ts";

test("what happens in a workspace without endpoints leaves nothing behind", async () => {
  const { workspace } = await makePerson();
  const ctx = jobCtx();
  const occasion = {
    workspaceId: workspace.id,
    type: "invoice.paid",
    data: { id: "in_1" },
  } as const;
  await runBatch(ctx.db, webhookRows(ctx, occasion));
  const kept = await ctx.db
    .select()
    .from(webhookMessages)
    .where(eq(webhookMessages.workspaceId, workspace.id));
  expect(kept).toEqual([]);
});
