import { toIso } from "#core/time";
import { requirePermission } from "#features/workspaces";
import { conversationOf } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";
import { requireConversation } from "./access.ts";
import { toMarkdown } from "./markdown-transcript.ts";
import { reach } from "./reach.ts";
import type { ExportFormat } from "./schema.ts";

export interface ConversationExport {
  /** Letters, digits and hyphens with an extension: safe in a header. */
  filename: string;
  contentType: string;
  body: string;
}

/** The shown branch as Markdown, or every message of every branch as JSON. */
export async function exportConversation(
  ctx: Ctx,
  id: string,
  format: ExportFormat,
): Promise<ConversationExport> {
  const workspace = requirePermission(ctx, "chat.read");
  const row = await requireConversation(ctx, workspace, id);
  const object = conversationOf(ctx.env, row.id);
  const title = row.title === "" ? row.id : row.title;
  const name = toFileName(title);
  if (format === "markdown") {
    const body = toMarkdown(title, await reach(ctx, () => object.transcript()));
    return { filename: `${name}.md`, contentType: "text/markdown; charset=utf-8", body };
  }
  const messages = await reach(ctx, () => object.exportAll());
  const body = JSON.stringify(
    {
      id: row.id,
      title: row.title,
      createdAt: toIso(row.createdAtMs),
      settings: row.settings,
      messages,
    },
    null,
    2,
  );
  return { filename: `${name}.json`, contentType: "application/json; charset=utf-8", body };
}

function toFileName(title: string): string {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "");
  const name = plain
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return name === "" ? "conversation" : name;
}
