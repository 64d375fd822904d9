import { ctxOf } from "#app/context.ts";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { listDeploymentAudit } from "#features/audit";
import { m } from "#messages";
import { AuditLog } from "../audit/audit-log.tsx";
import { readLog } from "../audit/read-log.ts";
import type { Route } from "./+types/audit";

export const handle = { crumb: () => m.audit_log_deployment() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.audit_log_deployment()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  return { log: await readLog(ctx, request, listDeploymentAudit, { deployment: true }) };
}

/** Who did what in the whole deployment. */
export default function DeploymentAudit({ loaderData }: Route.ComponentProps) {
  return (
    <Page>
      <PageHeader title={m.audit_log_deployment()} description={m.audit_log_deployment_about()} />
      <AuditLog {...loaderData} exportPath="/operations/audit" deployment />
    </Page>
  );
}
