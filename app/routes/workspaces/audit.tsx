import { Form } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { Field } from "#app/ui/field.tsx";
import { listAudit } from "#features/audit";
import type { AuditQuery, AuditView } from "#features/audit/schema";
import { m } from "#messages";
import type { Route } from "./+types/audit";
import { auditQueryOf } from "./audit-query.ts";

export const handle = { crumb: () => m.workspaces_tab_audit() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.workspaces_tab_audit()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const url = new URL(request.url);
  const query = auditQueryOf(url);
  const { items, nextCursor } = await listAudit(ctxOf(context), query);
  const onward = new URLSearchParams(url.search);
  if (nextCursor !== null) onward.set("cursor", nextCursor);
  const plain = new URLSearchParams(url.search);
  plain.delete("cursor");
  return {
    items,
    query,
    onward: nextCursor === null ? null : `?${onward.toString()}`,
    search: plain.toString(),
  };
}

function Filters({ query }: { query: AuditQuery }) {
  return (
    <Form method="get" className="flex flex-wrap items-end gap-3">
      <Field name="actor" label={m.workspaces_audit_who()}>
        <TextInput mono dir="ltr" maxLength={80} defaultValue={query.actor} />
      </Field>
      <Field name="action" label={m.workspaces_audit_what()}>
        <TextInput
          mono
          dir="ltr"
          maxLength={80}
          placeholder="member.removed"
          title={m.workspaces_audit_action_hint()}
          defaultValue={query.action}
        />
      </Field>
      <Field name="target" label={m.workspaces_audit_which()}>
        <TextInput mono dir="ltr" maxLength={80} defaultValue={query.target} />
      </Field>
      <Button type="submit">{m.workspaces_audit_filter()}</Button>
    </Form>
  );
}

function Row({ atMs, actor, actorName, action, target, targetName }: AuditView) {
  return (
    <tr className="border-t border-line align-top">
      <td className="px-5 py-2 whitespace-nowrap">
        <RelativeTime atMs={atMs} />
      </td>
      <td className="py-2 pe-4">
        {actorName === null ? null : <bdi className="block">{actorName}</bdi>}
        <bdi dir="ltr" className="font-mono text-xs break-all text-muted">
          {actor}
        </bdi>
      </td>
      <td className="py-2 pe-4">
        <bdi dir="ltr" className="font-mono text-xs">
          {action}
        </bdi>
      </td>
      <td className="py-2 pe-5">
        {targetName === null ? null : <bdi className="block">{targetName}</bdi>}
        <bdi dir="ltr" className="font-mono text-xs break-all text-muted">
          {target}
        </bdi>
      </td>
    </tr>
  );
}

/** Who did what in the workspace. The filters are in the address. */
export default function Audit({ loaderData }: Route.ComponentProps) {
  const { items, query, onward, search } = loaderData;
  return (
    <Card
      title={m.workspaces_tab_audit()}
      description={m.workspaces_audit_about()}
      actions={
        <span className="flex gap-2">
          <LinkButton to={`/workspace/audit/csv?${search}`} size="sm" reloadDocument>
            CSV
          </LinkButton>
          <LinkButton to={`/workspace/audit/json?${search}`} size="sm" reloadDocument>
            JSON
          </LinkButton>
        </span>
      }
      flush
    >
      <div className="px-5 py-4">
        <Filters query={query} />
      </div>
      {items.length === 0 ? (
        <p className="border-t border-line px-5 py-6 text-muted">{m.workspaces_audit_empty()}</p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: WCAG 2.1.1
        <div className="overflow-x-auto" tabIndex={0}>
          <table className="w-full min-w-2xl text-start">
            <thead>
              <tr className="border-t border-line text-xs text-muted">
                <th className="px-5 py-2 text-start font-medium">{m.workspaces_audit_when()}</th>
                <th className="py-2 text-start font-medium">{m.workspaces_audit_who()}</th>
                <th className="py-2 text-start font-medium">{m.workspaces_audit_what()}</th>
                <th className="py-2 text-start font-medium">{m.workspaces_audit_which()}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((row) => (
                <Row key={row.id} {...row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {onward === null ? null : (
        <p className="border-t border-line px-5 py-3">
          <TextLink to={onward}>{m.shell_next_page()}</TextLink>
        </p>
      )}
    </Card>
  );
}
