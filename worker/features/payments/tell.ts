import type { WorkspaceId } from "#core/ids";
import { mailRows } from "#features/mail";
import type { TemplateData } from "#features/mail/schema";
import { noticeRows } from "#features/notices";
import type { mailedNoticeKinds } from "#features/notices/schema";
import { listBillingContacts } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";

/** Templates that go to a workspace's billing contacts and stand in the product as well. */
type Told = Exclude<(typeof mailedNoticeKinds)[number], "dispute-update">;

export interface Telling<T extends Told> {
  workspaceId: WorkspaceId;
  template: T;
  data: Omit<TemplateData[T], "name" | "url">;
  /** A path of this site. */
  path: string;
  /** Names the occasion; it is told once. */
  key: string;
}

/**
 * The rows that tell a workspace's billing contacts something, by mail and in the product, once for
 * each key. For the batch of the verb that calls it.
 */
export async function tellRows<T extends Told>(
  ctx: Ctx,
  { workspaceId, template, data, path, key }: Telling<T>,
): Promise<Statement[]> {
  const contacts = await listBillingContacts(ctx, workspaceId);
  const url = new URL(path, ctx.origin).href;
  const mails = contacts.flatMap(({ userId, name, email, locale }) =>
    mailRows<Told>(ctx, {
      to: email,
      template,
      locale,
      data: { ...data, name, url } as TemplateData[T],
      key: `${key}:${userId}`,
    }),
  );
  const facts = Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, String(value)]),
  );
  return [
    ...mails,
    ...noticeRows(ctx, { workspaceId, key, kind: template, data: facts, href: path }),
  ];
}
