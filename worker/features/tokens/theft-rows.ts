import { eq } from "drizzle-orm";
import { findUserById } from "#features/identity";
import { mailRows } from "#features/mail";
import { noticeRows } from "#features/notices";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import type { programs } from "./tables.ts";

/** The rows that tell a person, by mail and notice, that a token of a program of theirs was stolen. */
export async function theftRows(
  ctx: Ctx,
  { id, userId, workspaceId, clientId }: typeof programs.$inferSelect,
): Promise<Statement[]> {
  const [person, workspace] = await Promise.all([
    findUserById(ctx, userId),
    ctx.db
      .select({ name: workspaces.name })
      .from(workspaces)
      .where(eq(workspaces.id, workspaceId))
      .get(),
  ]);
  if (person === undefined) return [];
  const path = "/account/sign-ins";
  const key = `program-stolen:${id}`;
  return [
    ...mailRows(ctx, {
      to: person.email,
      template: "program-stolen",
      locale: person.locale,
      data: {
        name: person.name,
        url: `${ctx.origin}${path}`,
        program: clientId,
        workspace: workspace?.name ?? "",
      },
      key,
    }),
    ...noticeRows(ctx, {
      workspaceId,
      userId,
      key,
      kind: "program-stolen",
      data: { program: clientId },
      href: path,
    }),
  ];
}
