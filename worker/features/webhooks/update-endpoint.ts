import { eq } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { requireEndpoint } from "./access.ts";
import { requireUrl } from "./require-url.ts";
import { EndpointChange, type EndpointView } from "./schema.ts";
import { webhookEndpoints } from "./tables.ts";
import { toEndpointView } from "./to-webhook-view.ts";

/**
 * Changes what is given of an endpoint; deliveries that wait go to the new address. Switching it on
 * again forgets how long it failed. For owners and admins. Another workspace's is `not-found`, an
 * address that may not be called `url-refused`. Safe to repeat.
 */
export async function updateEndpoint(
  ctx: Ctx,
  id: string,
  input: EndpointChange,
): Promise<EndpointView> {
  const row = await requireEndpoint(ctx, id, "webhooks.write");
  const { url: text, description, types, state } = parseInput(EndpointChange, input);
  const url = text === undefined || text === row.url ? row.url : await requireUrl(ctx, text);
  const isRestarted = state === "active" && row.state !== "active";
  const changed = {
    url,
    description: description ?? row.description,
    types: types === undefined ? row.types : types === null ? null : [...new Set(types)],
    state: state ?? row.state,
    disabledReason: state === undefined ? row.disabledReason : null,
    failingSinceAtMs: isRestarted || url !== row.url ? null : row.failingSinceAtMs,
    updatedAtMs: ctx.clock.now(),
  };
  await runBatch(ctx.db, [
    ctx.db.update(webhookEndpoints).set(changed).where(eq(webhookEndpoints.id, row.id)),
    auditRow(ctx, "webhook-endpoint.updated", row.id, { changed: Object.keys(input) }),
  ]);
  return toEndpointView({ ...row, ...changed }, ctx.clock.now());
}
