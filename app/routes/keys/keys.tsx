import { KeyRound } from "lucide-react";
import { useState } from "react";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { formatDate } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { Problem } from "#core/problem";
import { createApiKey, listApiKeys, revokeApiKey } from "#features/api-keys";
import { type ApiKeyView, NewApiKey } from "#features/api-keys/schema";
import { listModels } from "#features/models";
import { may } from "#features/workspaces";
import { m } from "#messages";
import type { Route } from "./+types/keys";
import { textField } from "../chat/form-fields.ts";
import { CreatedKey } from "./created-key.tsx";
import { fieldProblem, pastProblem } from "./field-words.ts";
import { KeyLimits } from "./key-limits.tsx";
import { NewKeyForm } from "./new-key-form.tsx";
import { parseKeyForm } from "./parse-key-form.ts";
import { RevokeKey } from "./revoke-key.tsx";
import { scopeName } from "./scope-name.ts";

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.shell_nav_keys()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [keys, models] = await Promise.all([listApiKeys(ctx), listModels(ctx)]);
  return {
    keys,
    mayWrite: may(ctx, "keys.write"),
    query: parseTableQuery(new URL(request.url)),
    models: models.map(({ id, name }) => ({ id, name })),
    origin: ctx.origin,
    nowMs: ctx.clock.now(),
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  const intent = form.get("intent");
  if (intent === "revoke") {
    await revokeApiKey(ctx, textField(form, "keyId") ?? "");
    return { revoked: true };
  }
  if (intent !== "create") {
    throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
  const parsed = NewApiKey.safeParse(parseKeyForm(form));
  if (!parsed.success) throw fieldProblem(parsed.error.issues);
  if ((parsed.data.expiresAtMs ?? Infinity) <= ctx.clock.now()) throw pastProblem();
  const { key, secret } = await createApiKey(ctx, parsed.data);
  return { created: { name: key.name, secret } };
}

/** What can be done to a living key; null for whoever may only look. */
type OnRevoke = ((key: ApiKeyView) => void) | null;

function columnsOf(nowMs: number, onRevoke: OnRevoke): Column<ApiKeyView>[] {
  return [
    {
      id: "name",
      header: m.keys_column_name(),
      cell: ({ name, prefix }) => (
        <span className="block py-1.5">
          <span dir="auto" className="block max-w-xs truncate">
            {name}
          </span>
          <code dir="ltr" className="font-mono text-xs font-normal text-muted">
            {prefix}…
          </code>
        </span>
      ),
    },
    {
      id: "scopes",
      header: m.keys_column_scopes(),
      cell: ({ scopes }) => (
        <span className="inline-flex flex-wrap gap-1">
          {scopes.map((scope) => (
            <Badge key={scope}>{scopeName(scope)}</Badge>
          ))}
        </span>
      ),
    },
    {
      id: "limits",
      header: m.keys_column_limits(),
      cell: (key) => <KeyLimits apiKey={key} />,
    },
    {
      id: "used",
      header: m.keys_column_used(),
      align: "end",
      cell: ({ lastUsedAtMs }) =>
        lastUsedAtMs === null ? (
          <span className="text-muted">{m.keys_never()}</span>
        ) : (
          <RelativeTime atMs={lastUsedAtMs} />
        ),
    },
    {
      id: "state",
      header: m.keys_column_state(),
      align: "end",
      cell: (key) => <KeyState apiKey={key} nowMs={nowMs} onRevoke={onRevoke} />,
    },
  ];
}

interface KeyStateProps {
  apiKey: ApiKeyView;
  nowMs: number;
  onRevoke: OnRevoke;
}

function KeyState({ apiKey, nowMs, onRevoke }: KeyStateProps) {
  const { id, revokedAtMs, expiresAtMs } = apiKey;
  if (revokedAtMs !== null) return <Badge>{m.keys_state_revoked()}</Badge>;
  const isOver = expiresAtMs !== null && expiresAtMs <= nowMs;
  return (
    <span className="inline-flex items-center gap-3">
      {isOver ? <Badge>{m.keys_state_expired()}</Badge> : null}
      {expiresAtMs === null || isOver ? null : (
        <span className="figures text-xs text-muted">
          {m.keys_until({ date: formatDate(expiresAtMs) })}
        </span>
      )}
      {onRevoke === null ? null : (
        <span className="inline-flex gap-1">
          <LinkButton to={`/keys/${id}`} size="sm" variant="quiet">
            {m.keys_edit()}
          </LinkButton>
          <Button size="sm" variant="quiet" onClick={() => onRevoke(apiKey)}>
            {m.keys_revoke()}
          </Button>
        </span>
      )}
    </span>
  );
}

/** The keys with which programs act for this person. */
export default function Keys({ loaderData, actionData }: Route.ComponentProps) {
  const { keys, mayWrite, query, models, origin, nowMs } = loaderData;
  const [revoking, setRevoking] = useState<ApiKeyView | null>(null);
  const created =
    actionData !== undefined && "created" in actionData ? actionData.created : undefined;
  return (
    <Page>
      <PageHeader
        title={m.shell_nav_keys()}
        description={m.keys_about()}
        actions={<LinkButton to="/webhooks">{m.webhooks_title()}</LinkButton>}
      />
      <div className="grid grid-cols-1 gap-6">
        {created === undefined ? null : (
          <CreatedKey
            key={created.secret}
            title={m.keys_created({ name: created.name })}
            secret={created.secret}
            origin={origin}
          />
        )}
        <Card flush>
          <Table
            caption={m.shell_nav_keys()}
            rows={keys}
            columns={columnsOf(nowMs, mayWrite ? setRevoking : null)}
            rowId={({ id }) => id}
            query={query}
            empty={
              <EmptyState icon={KeyRound} title={m.keys_empty()}>
                {mayWrite ? m.keys_empty_text() : m.keys_read_only()}
              </EmptyState>
            }
          />
        </Card>
        {mayWrite ? <NewKeyForm key={created?.secret} models={models} /> : null}
      </div>
      <RevokeKey apiKey={revoking} onClose={() => setRevoking(null)} />
    </Page>
  );
}
