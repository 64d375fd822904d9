import { data } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatDate, formatNumber } from "#app/ui/format.ts";
import type { RouteHandle } from "#app/ui/handle.ts";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { Stat, Stats } from "#app/ui/stat.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import { listCronRuns } from "#features/operations";
import type { CronRunView } from "#features/operations/schema";
import { type RetentionRule, retentionRules } from "#features/retention";
import {
  closeSubjectRequest,
  extendSubjectRequest,
  listSubjectRequests,
} from "#features/subject-requests";
import type { RequestState, SubjectRequestView } from "#features/subject-requests/schema";
import { m } from "#messages";
import { ShieldCheck } from "lucide-react";
import { formFields } from "../identity/form-words.ts";
import { requestKindNames } from "../legal/request-kinds.ts";
import type { Route } from "./+types/privacy";

export const handle: RouteHandle = { crumb: () => m.privacy_title() };

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [requests, runs] = await Promise.all([
    listSubjectRequests(ctx),
    listCronRuns(ctx, "apply-retention", 10),
  ]);
  return { requests, runs, rules: retentionRules };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const { id = "", intent, answer = "" } = await formFields(request);
  if (intent === "extend") await extendSubjectRequest(ctx, id, { reason: answer });
  else {
    await closeSubjectRequest(ctx, id, {
      outcome: intent === "refuse" ? "refused" : "done",
      answer,
    });
  }
  return data({ done: true });
}

const states: Record<RequestState, () => string> = {
  unconfirmed: m.privacy_state_open,
  open: m.privacy_state_open,
  done: m.privacy_state_done,
  refused: m.privacy_state_refused,
};

function StateBadge({ state, overdue }: SubjectRequestView) {
  if (overdue) return <Badge tone="danger">{m.privacy_state_overdue()}</Badge>;
  const tone = state === "open" ? "info" : state === "done" ? "success" : "neutral";
  return <Badge tone={tone}>{states[state]()}</Badge>;
}

function Request({ one }: { one: SubjectRequestView }) {
  return (
    <li className="grid gap-3 px-5 py-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{requestKindNames[one.kind]()}</span>
        <bdi className="text-muted">{one.email}</bdi>
        <StateBadge {...one} />
        <span className="ms-auto text-muted">
          {one.closedAtMs === null
            ? m.privacy_due({ date: formatDate(one.dueAtMs ?? 0) })
            : m.privacy_closed_on({ date: formatDate(one.closedAtMs) })}
        </span>
      </div>
      {one.message === "" ? null : (
        <p dir="auto" className="whitespace-pre-wrap break-words">
          {one.message}
        </p>
      )}
      {one.answer === "" ? null : (
        <p dir="auto" className="whitespace-pre-wrap break-words text-muted">
          {one.answer}
        </p>
      )}
      <p className="text-xs text-muted">
        <RelativeTime atMs={one.createdAtMs} />
      </p>
      {one.state === "open" ? (
        <details>
          <summary className="cursor-pointer text-accent">{m.privacy_answer()}</summary>
          <div className="mt-3">
            <Form name={`answer-${one.id}`}>
              <input type="hidden" name="id" value={one.id} />
              <Field name="answer" label={m.privacy_answer_text()} required>
                <Textarea rows={4} maxLength={4_000} dir="auto" />
              </Field>
              <div className="flex flex-wrap gap-2">
                <Button type="submit" variant="primary" name="intent" value="done">
                  {m.privacy_answer_done()}
                </Button>
                <Button type="submit" name="intent" value="refuse">
                  {m.privacy_answer_refuse()}
                </Button>
                {one.extendedAtMs === null ? (
                  <Button type="submit" variant="quiet" name="intent" value="extend">
                    {m.privacy_answer_extend()}
                  </Button>
                ) : null}
              </div>
            </Form>
          </div>
        </details>
      ) : null}
    </li>
  );
}

function countOf(runs: CronRunView[], id: string): number {
  return runs.reduce((sum, { report }) => sum + Number(report?.[id] ?? 0), 0);
}

function Retention({ rules, runs }: { rules: RetentionRule[]; runs: CronRunView[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-muted">
            <th scope="col" className="px-5 py-2 text-start font-medium">
              {m.privacy_rule_data()}
            </th>
            <th scope="col" className="px-3 py-2 text-start font-medium">
              {m.privacy_rule_kept()}
            </th>
            <th scope="col" className="px-5 py-2 text-end font-medium">
              {m.privacy_rule_removed()}
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map(({ id, data: what, kept, removal }) => (
            <tr key={id} className="border-b border-line align-top last:border-0">
              <th scope="row" lang="en" className="px-5 py-2 text-start font-normal">
                {what}
              </th>
              <td lang="en" className="px-3 py-2 text-muted">
                {kept}
              </td>
              <td className="px-5 py-2 text-end">
                {"table" in removal ? (
                  formatNumber(countOf(runs, id))
                ) : "job" in removal ? (
                  <span className="font-mono text-xs" dir="ltr">
                    {removal.job}
                  </span>
                ) : (
                  "–"
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export default function OperationsPrivacy({ loaderData }: Route.ComponentProps) {
  const { requests, runs, rules } = loaderData;
  const { items, open, overdue, closed, medianDays } = requests;
  const last = runs[0];
  return (
    <Page>
      <PageHeader title={m.privacy_title()} description={m.privacy_operations_lead()} />
      <div className="grid grid-cols-1 gap-6">
        <Stats>
          <Stat label={m.privacy_state_open()} value={formatNumber(open)} />
          <Stat label={m.privacy_state_overdue()} value={formatNumber(overdue)} />
          <Stat label={m.privacy_state_done()} value={formatNumber(closed)} />
          <Stat
            label={m.privacy_median()}
            value={medianDays === null ? "–" : formatNumber(Math.round(medianDays * 10) / 10)}
          />
        </Stats>
        <Card flush title={m.privacy_requests()} description={m.privacy_requests_text()}>
          {items.length === 0 ? (
            <EmptyState icon={ShieldCheck} title={m.privacy_requests_none()}>
              {m.privacy_requests_none_text()}
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line">
              {items.map((one) => (
                <Request key={one.id} one={one} />
              ))}
            </ul>
          )}
        </Card>
        <Card
          flush
          title={m.privacy_retention()}
          description={
            last === undefined
              ? m.privacy_retention_never()
              : m.privacy_retention_last({ date: formatDate(last.startedAtMs) })
          }
        >
          <Retention rules={rules} runs={runs} />
        </Card>
      </div>
    </Page>
  );
}
