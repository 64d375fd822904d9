import { KeyRound } from "lucide-react";
import { useState } from "react";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { cx } from "#app/ui/cx.ts";
import { formatDate, formatNumber, formatPt } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { MICRO_PER_PT } from "#core/money";
import { Problem } from "#core/problem";
import { createApiKey, listApiKeys, revokeApiKey } from "#features/api-keys";
import { type ApiKeyView, NewApiKey } from "#features/api-keys/schema";
import { listModels } from "#features/models";
import { m } from "#messages";
import type { Route } from "./+types/keys";
import { textField } from "../chat/form-fields.ts";
import { CreatedKey } from "./created-key.tsx";
import { fieldProblem } from "./field-words.ts";
import { NewKeyForm } from "./new-key-form.tsx";
import { parseKeyForm } from "./parse-key-form.ts";
import { RevokeKey } from "./revoke-key.tsx";
import { scopeName } from "./scope-name.ts";

/** From this part of its budget on a key is pointed out. */
const NEARLY = 0.9;

export const handle = { crumb: () => m.shell_nav_keys() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.shell_nav_keys()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [keys, models] = await Promise.all([listApiKeys(ctx), listModels(ctx)]);
  return {
    keys,
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
  const { key, secret } = await createApiKey(ctx, parsed.data);
  return { created: { name: key.name, secret } };
}

function columnsOf(nowMs: number, onRevoke: (key: ApiKeyView) => void): Column<ApiKeyView>[] {
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
      cell: (key) => <Limits apiKey={key} />,
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

/** What the key has used of its budget; what it holds now counts as used. */
function Budget({ apiKey: { budgetPt, spending } }: { apiKey: ApiKeyView }) {
  if (spending === null) {
    const budget = budgetPt === null ? m.keys_budget_none() : formatNumber(budgetPt);
    return <span className="block">{budget}</span>;
  }
  const usedMicroPt = spending.spentMicroPt + spending.heldMicroPt;
  const used = formatPt(usedMicroPt, { bare: true });
  if (budgetPt === null) return <span className="block">{m.keys_used({ pt: used })}</span>;
  const nearlyGone = usedMicroPt >= budgetPt * MICRO_PER_PT * NEARLY;
  return (
    <span className={cx("block", nearlyGone && "text-warning")}>
      {m.keys_used_of({ pt: used, budget: formatNumber(budgetPt) })}
    </span>
  );
}

function Limits({ apiKey }: { apiKey: ApiKeyView }) {
  const { requestsPerMinute, models } = apiKey;
  return (
    <span className="figures block text-muted">
      <Budget apiKey={apiKey} />
      <span className="block text-xs">
        {m.keys_rate_of({ count: formatNumber(requestsPerMinute) })}
        {models === null ? "" : ` · ${models.join(", ")}`}
      </span>
    </span>
  );
}

interface KeyStateProps {
  apiKey: ApiKeyView;
  nowMs: number;
  onRevoke: (key: ApiKeyView) => void;
}

function KeyState({ apiKey, nowMs, onRevoke }: KeyStateProps) {
  const { revokedAtMs, expiresAtMs } = apiKey;
  if (revokedAtMs !== null) return <Badge>{m.keys_state_revoked()}</Badge>;
  if (expiresAtMs !== null && expiresAtMs <= nowMs) return <Badge>{m.keys_state_expired()}</Badge>;
  return (
    <span className="inline-flex items-center gap-3">
      {expiresAtMs === null ? null : (
        <span className="figures text-xs text-muted">
          {m.keys_until({ date: formatDate(expiresAtMs) })}
        </span>
      )}
      <Button size="sm" variant="quiet" onClick={() => onRevoke(apiKey)}>
        {m.keys_revoke()}
      </Button>
    </span>
  );
}

/** The keys with which programs act for this person. */
export default function Keys({ loaderData, actionData }: Route.ComponentProps) {
  const { keys, query, models, origin, nowMs } = loaderData;
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
      <div className="grid gap-6">
        {created === undefined ? null : (
          <CreatedKey key={created.secret} {...created} origin={origin} />
        )}
        <Card flush>
          <Table
            caption={m.shell_nav_keys()}
            rows={keys}
            columns={columnsOf(nowMs, setRevoking)}
            rowId={({ id }) => id}
            query={query}
            empty={
              <EmptyState icon={KeyRound} title={m.keys_empty()}>
                {m.keys_empty_text()}
              </EmptyState>
            }
          />
        </Card>
        <NewKeyForm key={created?.secret} models={models} />
      </div>
      <RevokeKey apiKey={revoking} onClose={() => setRevoking(null)} />
    </Page>
  );
}
