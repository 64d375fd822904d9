import { ctxOf } from "#app/context.ts";
import { listAudit } from "#features/audit";
import { listMembers } from "#features/members";
import { may } from "#features/workspaces";
import { m } from "#messages";
import { AuditLog } from "../audit/audit-log.tsx";
import { readLog } from "../audit/read-log.ts";
import type { Route } from "./+types/audit";

export const handle = { crumb: () => m.workspaces_tab_audit() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.workspaces_tab_audit()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [log, members] = await Promise.all([
    readLog(ctx, request, listAudit, { deployment: false }),
    may(ctx, "members.read") ? listMembers(ctx) : [],
  ]);
  return { log, people: members.map(({ userId, name }) => ({ value: userId, label: name })) };
}

/** Who did what in the workspace. */
export default function Audit({ loaderData }: Route.ComponentProps) {
  return (
    <AuditLog
      {...loaderData}
      title={m.workspaces_tab_audit()}
      description={m.workspaces_audit_about()}
      exportPath="/workspace/audit"
    />
  );
}
