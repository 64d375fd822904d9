import type { UserId, WorkspaceId } from "#core/ids";
import { findUserById } from "#features/identity";
import { mailRows } from "#features/mail";
import type { JoinAnswer } from "#features/mail/schema";
import { noticeRows } from "#features/notices";
import { getWorkspace, listPeopleWhoMay } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";

interface Request {
  workspaceId: WorkspaceId;
  userId: UserId;
  askedAtMs: number;
}

interface Named {
  name: string;
  slug: string;
}

/** How the keys of all that is told of one person's asking begin. */
export function occasionOf(
  occasion: string,
  { workspaceId, userId }: Pick<Request, "workspaceId" | "userId">,
): string {
  return `${occasion}:${workspaceId}:${userId}:`;
}

/** Who was declined and asks anew makes another occasion. */
function keyOf(occasion: string, request: Request): string {
  return `${occasionOf(occasion, request)}${request.askedAtMs}`;
}

/** The rows that tell by mail and in the product who may let someone in that they ask. */
export async function tellDeciders(
  ctx: Ctx,
  request: Request,
  { asker, workspace }: { asker: { name: string; email: string }; workspace: Named },
): Promise<Statement[]> {
  const { workspaceId } = request;
  const deciders = await listPeopleWhoMay(ctx, workspaceId, "members.invite");
  const key = keyOf("join-requested", request);
  const href = `/workspace/members?in=${workspace.slug}`;
  const facts = { workspace: workspace.name, asker: asker.name, email: asker.email };
  const kind = "join-requested";
  return [
    ...noticeRows(ctx, { workspaceId, key, kind, data: facts, href }),
    ...deciders.flatMap(({ userId, name, email: to, locale }) =>
      mailRows(ctx, {
        to,
        template: kind,
        locale,
        data: { ...facts, name, url: `${ctx.origin}${href}` },
        key: `${key}:${userId}`,
      }),
    ),
  ];
}

/** The rows that mail the answer to who asked. Who gave it is not said. */
export async function tellAsker(
  ctx: Ctx,
  request: Request,
  answer: JoinAnswer,
): Promise<Statement[]> {
  const [asker, workspace] = await Promise.all([
    findUserById(ctx, request.userId),
    getWorkspace(ctx, request.workspaceId),
  ]);
  if (asker === undefined) return [];
  const path = answer === "approved" ? `/workspace?in=${workspace.slug}` : "/workspaces";
  return mailRows(ctx, {
    to: asker.email,
    template: "join-answered",
    locale: asker.locale,
    data: { name: asker.name, workspace: workspace.name, answer, url: `${ctx.origin}${path}` },
    key: keyOf("join-answered", request),
  });
}
