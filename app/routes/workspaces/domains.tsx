import { ctxOf } from "#app/context.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Select } from "#app/ui/select.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import {
  addDomain,
  listDomains,
  removeDomain,
  updateDomain,
  verifyDomain,
} from "#features/domains";
import { DomainPatch, type DomainView, joinRoles } from "#features/domains/schema";
import { may } from "#features/workspaces";
import { m } from "#messages";
import type { Route } from "./+types/domains";
import { textOf } from "./form-input.ts";
import { roleName } from "./role-name.ts";

export const handle = { crumb: () => m.workspaces_tab_domains() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.workspaces_tab_domains()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  return { domains: await listDomains(ctx), mayWrite: may(ctx, "domains.write") };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  const id = textOf(form, "id") ?? "";
  switch (form.get("intent")) {
    case "add":
      await addDomain(ctx, { domain: textOf(form, "domain") ?? "" });
      return {};
    case "check":
      await verifyDomain(ctx, id);
      return {};
    case "update":
      await updateDomain(
        ctx,
        id,
        parseInput(DomainPatch, { mode: textOf(form, "mode"), role: textOf(form, "role") }),
      );
      return {};
    case "remove":
      await removeDomain(ctx, id);
      return {};
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

function DomainCard({ domain, mayWrite }: { domain: DomainView; mayWrite: boolean }) {
  const { id, verifiedAtMs, recordName, recordText, mode, role } = domain;
  const modes = [
    { value: "off", label: m.workspaces_mode_off() },
    { value: "ask", label: m.workspaces_mode_ask() },
    { value: "join", label: m.workspaces_mode_join() },
  ];
  return (
    <Card
      title={<bdi dir="ltr">{domain.domain}</bdi>}
      actions={
        verifiedAtMs === null ? (
          <Badge tone="warning">{m.workspaces_domain_open()}</Badge>
        ) : (
          <Badge tone="success">{m.workspaces_domain_proven()}</Badge>
        )
      }
    >
      <Form name={id} className="max-w-2xl">
        <input type="hidden" name="id" value={id} />
        {verifiedAtMs === null ? (
          <div>
            <p className="text-muted">{m.workspaces_domain_record()}</p>
            <code
              dir="ltr"
              className="mt-2 block rounded-sm bg-sunken p-3 font-mono text-xs break-all"
            >
              {recordName} TXT &quot;{recordText}&quot;
            </code>
          </div>
        ) : (
          <fieldset disabled={!mayWrite} className="grid items-start gap-5 sm:grid-cols-2">
            <Field name="mode" label={m.workspaces_domain_mode()}>
              <Select options={modes} defaultValue={mode} />
            </Field>
            <Field name="role" label={m.workspaces_role()}>
              <Select
                options={joinRoles.map((one) => ({ value: one, label: roleName(one) }))}
                defaultValue={role}
              />
            </Field>
          </fieldset>
        )}
        {mayWrite ? (
          <div className="flex gap-2">
            {verifiedAtMs === null ? null : (
              <Button type="submit" name="intent" value="update">
                {m.workspaces_save()}
              </Button>
            )}
            <Button
              type="submit"
              variant={verifiedAtMs === null ? "secondary" : "quiet"}
              name="intent"
              value="check"
            >
              {m.workspaces_domain_check()}
            </Button>
          </div>
        ) : null}
      </Form>
      {mayWrite ? (
        <div className="mt-4 grid justify-items-start border-t border-line pt-4">
          <AskFirst
            name={`remove-${id}`}
            fields={{ intent: "remove", id }}
            label={m.workspaces_remove_it()}
            title={m.workspaces_domain_remove_title({ domain: domain.domain })}
            variant="quiet"
          >
            {m.workspaces_domain_remove_text()}
          </AskFirst>
        </div>
      ) : null}
    </Card>
  );
}

/** The mail domains that the workspace has claimed. */
export default function Domains({ loaderData }: Route.ComponentProps) {
  const { domains, mayWrite } = loaderData;
  return (
    <>
      <p className="max-w-2xl text-muted">{m.workspaces_domains_about()}</p>
      {domains.map((domain) => (
        <DomainCard key={domain.id} domain={domain} mayWrite={mayWrite} />
      ))}
      {mayWrite ? (
        <Card>
          <Form key={domains.length} name="add" className="max-w-xl">
            <input type="hidden" name="intent" value="add" />
            <Field name="domain" label={m.workspaces_domain()} required>
              <TextInput dir="ltr" maxLength={253} placeholder="example.com" autoComplete="off" />
            </Field>
            <Button type="submit" variant="primary" className="justify-self-start">
              {m.workspaces_domain_add()}
            </Button>
          </Form>
        </Card>
      ) : null}
    </>
  );
}
