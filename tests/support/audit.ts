import { env } from "cloudflare:workers";

/** What that actor has done, by the audit, oldest first. */
export async function auditActions(actor: string): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT action FROM audit_rows WHERE actor = ? ORDER BY id",
  )
    .bind(actor)
    .all<{ action: string }>();
  return results.map(({ action }) => action);
}
