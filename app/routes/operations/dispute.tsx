import { Form as PlainForm, useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { formatPt } from "#app/ui/format.ts";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { getDisputeCase } from "#features/disputes";
import {
  COMMENT_LENGTH_MAX,
  type OperatorDisputeView,
  SECOND_APPROVAL_OVER_PT,
  USER_ANSWER_DAYS,
} from "#features/disputes/schema";
import { m } from "#messages";
import { planName } from "#app/ui/plan-name.ts";
import { EvidenceCard } from "../disputes/evidence-card.tsx";
import { Fact, Facts } from "../disputes/fact.tsx";
import { fileLimits } from "../disputes/file-limits.ts";
import { FilesCard } from "../disputes/files-card.tsx";
import { readModelNames } from "../disputes/model-names.ts";
import { StateBadge } from "../disputes/state-badge.tsx";
import { Timeline } from "../disputes/timeline.tsx";
import { useFollowGathering } from "../disputes/use-follow-gathering.ts";
import { reasonName } from "../disputes/words.ts";
import type { Route } from "./+types/dispute";
import { actOnCase } from "./act-on-case.ts";
import { AskForm, NoteForm } from "./dispute-forms.tsx";
import { DecisionCard } from "./dispute-decision.tsx";
import { Outcome } from "./dispute-outcome.tsx";
import { SecondApproval } from "./dispute-second.tsx";

export const handle = { crumb: () => m.disputes_title() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.disputes_title()} · ${m.operations_title()} · ${m.brand_name()}` }];
}

const limits = {
  file: fileLimits,
  text: COMMENT_LENGTH_MAX,
  secondOverPt: SECOND_APPROVAL_OVER_PT,
  answerDays: USER_ANSWER_DAYS,
};

export async function loader({ params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [dispute, modelNames] = await Promise.all([
    getDisputeCase(ctx, params.id),
    readModelNames(ctx),
  ]);
  return { dispute, modelName: modelNames[dispute.model] ?? dispute.model, limits };
}

export async function action({ request, params, context }: Route.ActionArgs) {
  await actOnCase(ctxOf(context), params.id, await request.formData());
  return { done: true };
}

/** A dispute as an operator decides it: the case, what the evidence says, and the decision. */
export default function DisputeCase({ loaderData }: Route.ComponentProps) {
  const { dispute, limits: shown } = loaderData;
  const { state, disputedMicroPt, waitsFor, evidence, version } = dispute;
  const decidable = state === "in-review" || state === "waiting-for-user";
  useFollowGathering(state);
  return (
    <Page>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {m.disputes_of_amount({ amount: formatPt(disputedMicroPt) })}
            <StateBadge dispute={dispute} viewer="operator" />
          </span>
        }
        description={
          <>
            <bdi>{dispute.workspaceName}</bdi> · {reasonName(dispute.reason)}
          </>
        }
      />
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        <div className="grid grid-cols-1 gap-6">
          <Outcome dispute={dispute} />
          <Complaint dispute={dispute} />
          <SecondApproval key={`second-${version}`} dispute={dispute} textMax={shown.text} />
          {decidable ? (
            <DecisionCard
              key={`decide-${version}`}
              dispute={dispute}
              textMax={shown.text}
              secondOverPt={shown.secondOverPt}
            />
          ) : null}
          {evidence === null ? null : (
            <EvidenceCard
              evidence={evidence}
              viewer="operator"
              footer={state === "in-review" ? <GatherAgain /> : undefined}
            />
          )}
        </div>
        <div className="grid grid-cols-1 gap-6">
          <CaseFacts dispute={dispute} modelName={loaderData.modelName} />
          <Card title={m.disputes_history()}>
            <Timeline events={dispute.events} />
          </Card>
          {decidable ? (
            <AskForm
              key={`ask-${version}`}
              version={version}
              textMax={shown.text}
              days={shown.answerDays}
            />
          ) : null}
          <NoteForm key={`note-${dispute.events.length}`} textMax={shown.text} />
          <FilesCard
            key={`files-${dispute.attachments.length}`}
            disputeId={dispute.id}
            files={dispute.attachments}
            limits={shown.file}
            viewer="operator"
            open={waitsFor !== null}
          />
        </div>
      </div>
    </Page>
  );
}

/** What the disputing side says, before anything is decided about it. */
function Complaint({ dispute }: { dispute: OperatorDisputeView }) {
  const { comment, reason, openedByName } = dispute;
  if (comment === "") return null;
  const name = openedByName ?? m.disputes_someone();
  return (
    <Card title={reasonName(reason)} description={<bdi>{name}</bdi>}>
      <p dir="auto" className="max-w-prose wrap-anywhere whitespace-pre-wrap">
        {comment}
      </p>
    </Card>
  );
}

function GatherAgain() {
  const { formData, state } = useNavigation();
  return (
    <PlainForm method="post">
      <Button
        type="submit"
        size="sm"
        name="intent"
        value="gather"
        pending={state !== "idle" && formData?.get("intent") === "gather"}
      >
        {m.disputes_gather_again()}
      </Button>
    </PlainForm>
  );
}

function CaseFacts({ dispute, modelName }: { dispute: OperatorDisputeView; modelName: string }) {
  const { workspaceId, workspaceName, plan, openedByName, openedByEmail, dueAtMs } = dispute;
  return (
    <Card title={m.disputes_customer()}>
      <Facts narrow>
        <Fact label={m.disputes_column_workspace()}>
          <bdi>{workspaceName}</bdi> · {planName(plan)}
          <TextLink
            to={`/operations/disputes?workspace=${workspaceId}`}
            className="block w-fit text-xs"
          >
            {m.disputes_of_workspace()}
          </TextLink>
        </Fact>
        <Fact label={m.disputes_fact_by()}>
          <bdi>{openedByName ?? m.disputes_someone()}</bdi>
          {openedByEmail === null ? null : (
            <span dir="ltr" className="block text-xs text-muted">
              {openedByEmail}
            </span>
          )}
        </Fact>
        <Fact label={m.disputes_fact_opened()}>
          <RelativeTime atMs={dispute.createdAtMs} absolute />
        </Fact>
        <Fact label={m.disputes_fact_charged()}>
          <RelativeTime atMs={dispute.chargedAtMs} absolute /> · <bdi>{modelName}</bdi>
        </Fact>
        {dueAtMs === null ? null : (
          <Fact
            label={
              dispute.waitsFor === "user"
                ? m.disputes_fact_due_customer()
                : m.disputes_fact_due_us()
            }
          >
            <RelativeTime atMs={dueAtMs} absolute />
          </Fact>
        )}
        <Fact label={m.disputes_fact_shared()}>
          {dispute.sharesContent ? m.disputes_shared_yes() : m.disputes_shared_no()}
        </Fact>
      </Facts>
    </Card>
  );
}
