import { Form as PlainForm, useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { Dialog } from "#app/ui/dialog.tsx";
import { DialogTrigger } from "#app/ui/dialog-trigger.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import type { FormOutcome } from "#app/ui/problem-view.ts";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { Select } from "#app/ui/select.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import { Problem } from "#core/problem";
import {
  acceptDiscrepancy,
  assignDiscrepancy,
  fixDiscrepancy,
  getDiscrepancy,
  listOwners,
} from "#features/reconciliation";
import type { DiscrepancyView, OperatorView } from "#features/reconciliation/schema";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/reconciliation-discrepancy";
import { BothSides } from "./reconciliation-sides.tsx";
import { StateBadge } from "./reconciliation-parts.tsx";
import { kindName, laneName, shortName, typeHelp, typeName } from "./reconciliation-words.ts";

export const handle = { crumb: () => m.closing_reconciliation_differences() };

export function meta(): Route.MetaDescriptors {
  const title = `${m.closing_reconciliation_differences()} · ${m.closing_reconciliation_title()}`;
  return [{ title: `${title} · ${m.brand_name()}` }];
}

type Done = "fixed" | "still-open" | "accepted" | "assigned";

export async function loader({ params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  return { view: await getDiscrepancy(ctx, params.id), owners: await listOwners(ctx) };
}

export async function action({ request, params, context }: Route.ActionArgs): Promise<{
  done: Done;
}> {
  const ctx = ctxOf(context);
  const form = await request.formData();
  switch (textField(form, "intent")) {
    case "fix": {
      const { state } = await fixDiscrepancy(ctx, params.id);
      return { done: state === "fixed" ? "fixed" : "still-open" };
    }
    case "accept":
      await acceptDiscrepancy(ctx, params.id, { note: textField(form, "note") ?? "" });
      return { done: "accepted" };
    case "assign": {
      const ownerId = textField(form, "ownerId") ?? "";
      await assignDiscrepancy(ctx, params.id, { ownerId: ownerId === "" ? null : ownerId });
      return { done: "assigned" };
    }
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

function Answer({ answer }: { answer: { done: Done } | FormOutcome | undefined }) {
  if (answer === undefined) return null;
  if (!("done" in answer)) {
    if (answer.problem === undefined || answer.values?.["form"] === "accept") return null;
    return (
      <Notice tone="danger" urgent title={answer.problem.title}>
        <p lang="en" dir="auto">
          {answer.problem.detail ?? answer.problem.advice}
        </p>
      </Notice>
    );
  }
  if (answer.done === "still-open") {
    return (
      <Notice tone="warning" urgent title={m.closing_reconciliation_fix_failed()}>
        <p className="text-muted">{m.closing_reconciliation_fix_failed_text()}</p>
      </Notice>
    );
  }
  const titles = {
    fixed: m.closing_reconciliation_fixed_done(),
    accepted: m.closing_reconciliation_accepted_done(),
    assigned: m.closing_reconciliation_assigned(),
  };
  return (
    <output className="block">
      <Notice tone="success" title={titles[answer.done]} />
    </output>
  );
}

const ACCEPT_DIALOG = "accept-difference";

function Actions({ view }: { view: DiscrepancyView }) {
  const navigation = useNavigation();
  const isFixing = navigation.formData?.get("intent") === "fix";
  if (view.state !== "open") return null;
  return (
    <>
      <DialogTrigger dialog={ACCEPT_DIALOG}>{m.closing_reconciliation_accept()}</DialogTrigger>
      {view.fixable ? (
        <PlainForm method="post">
          <input type="hidden" name="form" value="fix" />
          <Button type="submit" variant="primary" name="intent" value="fix" pending={isFixing}>
            {m.closing_reconciliation_fix()}
          </Button>
        </PlainForm>
      ) : null}
    </>
  );
}

function AcceptDialog() {
  return (
    <Dialog
      id={ACCEPT_DIALOG}
      title={m.closing_reconciliation_accept_title()}
      description={m.closing_reconciliation_accept_about()}
    >
      <Form name="accept">
        <input type="hidden" name="intent" value="accept" />
        <Field
          name="note"
          label={m.closing_reconciliation_note()}
          hint={m.closing_reconciliation_note_hint()}
          required
        >
          <Textarea rows={3} maxLength={1_000} minLength={3} />
        </Field>
        <div>
          <Button type="submit" variant="primary">
            {m.closing_reconciliation_accept()}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

function Meaning({ view }: { view: DiscrepancyView }) {
  return (
    <Notice
      title={m.closing_reconciliation_what_it_means()}
      actions={
        view.type === "unpriced_usage" ? (
          <LinkButton size="sm" to="/models/edit">
            {m.closing_reconciliation_see_price()}
          </LinkButton>
        ) : undefined
      }
    >
      <p className="max-w-prose">{typeHelp(view.type, view.kind)}</p>
      {view.fixable || view.state !== "open" ? null : (
        <p className="mt-1 text-muted">{m.closing_reconciliation_no_fix()}</p>
      )}
    </Notice>
  );
}

function Owner({ view, owners }: { view: DiscrepancyView; owners: OperatorView[] }) {
  return (
    <PlainForm method="post" className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="form" value="assign" />
      <input type="hidden" name="intent" value="assign" />
      <Select
        key={view.ownerId}
        name="ownerId"
        aria-label={m.closing_reconciliation_column_owner()}
        defaultValue={view.ownerId ?? ""}
        options={[
          { value: "", label: m.closing_reconciliation_owner_none() },
          ...owners.map(({ userId, name }) => ({ value: userId, label: name })),
        ]}
      />
      <Button type="submit">{m.closing_reconciliation_assign()}</Button>
    </PlainForm>
  );
}

function Id({ text }: { text: string }) {
  return (
    <span dir="ltr" className="inline-flex items-center gap-1 font-mono text-xs break-all">
      {text}
      <CopyButton text={text} />
    </span>
  );
}

function Facts({ view, owners }: { view: DiscrepancyView; owners: OperatorView[] }) {
  const { object, accountId, firstSeenAtMs, lastSeenAtMs, resolvedAtMs, resolvedBy, note } = view;
  const facts = [
    { label: m.closing_reconciliation_object(), value: <Id text={object} /> },
    {
      label: m.closing_reconciliation_account(),
      value: accountId === null ? "–" : <Id text={accountId} />,
    },
    { label: m.closing_reconciliation_filter_lane(), value: laneName(view.lane) },
    {
      label: m.closing_reconciliation_column_age(),
      value: <RelativeTime atMs={firstSeenAtMs} absolute />,
    },
    {
      label: m.closing_reconciliation_last_seen(),
      value: <RelativeTime atMs={lastSeenAtMs} absolute />,
    },
    ...(resolvedAtMs === null
      ? []
      : [
          {
            label: m.closing_reconciliation_resolved_at(),
            value: <RelativeTime atMs={resolvedAtMs} absolute />,
          },
        ]),
    ...(resolvedBy === null
      ? []
      : [
          {
            label: m.closing_reconciliation_resolved_by(),
            value: (
              <bdi>{owners.find(({ userId }) => userId === resolvedBy)?.name ?? resolvedBy}</bdi>
            ),
          },
        ]),
  ];
  return (
    <Card title={m.closing_reconciliation_facts()}>
      <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
        {facts.map(({ label, value }) => (
          <div key={label} className="min-w-0">
            <dt className="text-muted">{label}</dt>
            <dd className="mt-0.5">{value}</dd>
          </div>
        ))}
        <div>
          <dt className="text-muted">{m.closing_reconciliation_column_owner()}</dt>
          <dd className="mt-1">
            <Owner view={view} owners={owners} />
          </dd>
        </div>
      </dl>
      {note === null ? null : (
        <div className="mt-4 border-t border-line pt-4">
          <p className="text-muted">{m.closing_reconciliation_note()}</p>
          <p dir="auto" className="mt-0.5 max-w-prose whitespace-pre-wrap wrap-anywhere">
            {note}
          </p>
        </div>
      )}
    </Card>
  );
}

/** One difference: what it means, what both sides say, and what can be done about it. */
export default function Discrepancy({ loaderData, actionData }: Route.ComponentProps) {
  const { view, owners } = loaderData;
  return (
    <Page>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            {typeName(view.type)}
            <StateBadge state={view.state} />
          </span>
        }
        description={
          <>
            {kindName(view.kind)}{" "}
            <bdi dir="ltr" className="font-mono text-xs break-all">
              {shortName(view.object)}
            </bdi>
          </>
        }
        actions={<Actions view={view} />}
      />
      <div className="grid grid-cols-1 gap-6">
        <Answer answer={actionData} />
        <Meaning view={view} />
        <BothSides view={view} />
        <Facts view={view} owners={owners} />
      </div>
      <AcceptDialog />
    </Page>
  );
}
