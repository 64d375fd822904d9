import { and, asc, count, eq } from "drizzle-orm";
import { isId, newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { requireRegistered } from "./access.ts";
import { limitReached } from "./limits.ts";
import { NewTemplate, TemplatePatch, TEMPLATES_MAX, type TemplateView } from "./schema.ts";
import { promptTemplates } from "./tables.ts";

/** Keeps a prompt for later. Refuses with `invalid-input`, and `limit-reached` above 200. */
export async function createTemplate(ctx: Ctx, input: NewTemplate): Promise<TemplateView> {
  const workspace = requireRegistered(ctx, "chat.write");
  const parsed = parseInput(NewTemplate, input);
  const kept = await ctx.db
    .select({ rows: count() })
    .from(promptTemplates)
    .where(eq(promptTemplates.workspaceId, workspace.id))
    .get();
  if ((kept?.rows ?? 0) >= TEMPLATES_MAX) throw limitReached(TEMPLATES_MAX, "templates");
  const nowMs = ctx.clock.now();
  const row = {
    id: newId("tmpl", nowMs),
    workspaceId: workspace.id,
    ...parsed,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  await runBatch(ctx.db, [
    ctx.db.insert(promptTemplates).values(row),
    auditRow(ctx, "template.created", row.id),
  ]);
  return toTemplateView(row);
}

/** The workspace's prompts by name. */
export async function listTemplates(ctx: Ctx): Promise<TemplateView[]> {
  const workspace = requirePermission(ctx, "chat.read");
  const rows = await ctx.db
    .select()
    .from(promptTemplates)
    .where(eq(promptTemplates.workspaceId, workspace.id))
    .orderBy(asc(promptTemplates.name), asc(promptTemplates.id))
    .limit(TEMPLATES_MAX);
  return rows.map(toTemplateView);
}

/** Changes a prompt. Refuses with `not-found` and `invalid-input`. */
export async function updateTemplate(
  ctx: Ctx,
  id: string,
  input: TemplatePatch,
): Promise<TemplateView> {
  const workspace = requireRegistered(ctx, "chat.write");
  const patch = parseInput(TemplatePatch, input);
  const row = await requireTemplate(ctx, workspace, id);
  const changed = { ...patch, updatedAtMs: ctx.clock.now() };
  await runBatch(ctx.db, [
    ctx.db.update(promptTemplates).set(changed).where(ownTemplate(workspace, row.id)),
    auditRow(ctx, "template.updated", row.id),
  ]);
  return toTemplateView({ ...row, ...changed });
}

/** Deletes a prompt. Refuses what is not there, and so a repetition, with `not-found`. */
export async function deleteTemplate(ctx: Ctx, id: string): Promise<void> {
  const workspace = requireRegistered(ctx, "chat.write");
  const row = await requireTemplate(ctx, workspace, id);
  await runBatch(ctx.db, [
    ctx.db.delete(promptTemplates).where(ownTemplate(workspace, row.id)),
    auditRow(ctx, "template.deleted", row.id),
  ]);
}

type TemplateRow = typeof promptTemplates.$inferSelect;

async function requireTemplate(
  ctx: Ctx,
  workspace: WorkspaceRef,
  id: string,
): Promise<TemplateRow> {
  const row = isId("tmpl", id)
    ? await ctx.db.select().from(promptTemplates).where(ownTemplate(workspace, id)).get()
    : undefined;
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such template." });
  return row;
}

function ownTemplate(workspace: WorkspaceRef, id: TemplateRow["id"]) {
  return and(eq(promptTemplates.id, id), eq(promptTemplates.workspaceId, workspace.id));
}

function toTemplateView(row: TemplateRow): TemplateView {
  const { id, name, text, createdAtMs, updatedAtMs } = row;
  return { id, name, text, createdAtMs, updatedAtMs };
}
