import { useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatPt } from "#app/ui/format.ts";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import { Problem } from "#core/problem";
import { addAttachment, getDispute, postMessage, withdrawDispute } from "#features/disputes";
import { COMMENT_LENGTH_MAX, type DisputeView, NewMessage } from "#features/disputes/schema";
import { m } from "#messages";
import { fileFields, textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/dispute";
import { EvidenceCard } from "./evidence-card.tsx";
import { Fact, Facts } from "./fact.tsx";
import { fileLimits } from "./file-limits.ts";
import { FilesCard } from "./files-card.tsx";
import { noFile, parseFields } from "./form-problem.ts";
import { readModelNames } from "./model-names.ts";
import { StateBadge } from "./state-badge.tsx";
import { StateNotice } from "./state-notice.tsx";
import { Timeline } from "./timeline.tsx";
import { useFollowGathering } from "./use-follow-gathering.ts";
import { WithdrawDispute } from "./withdraw-dispute.tsx";
import { reasonName } from "./words.ts";

export const handle = { crumb: () => m.disputes_title() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.disputes_title()} · ${m.brand_name()}` }];
}

export async function loader({ params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [dispute, modelNames] = await Promise.all([
    getDispute(ctx, params.id),
    readModelNames(ctx),
  ]);
  const modelName = modelNames[dispute.model] ?? dispute.model;
  return { dispute, modelName, limits: fileLimits, textMax: COMMENT_LENGTH_MAX };
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  switch (textField(form, "intent")) {
    case "message":
      await postMessage(ctx, params.id, parseFields(NewMessage, { text: form.get("text") }));
      break;
    case "withdraw":
      await withdrawDispute(ctx, params.id);
      break;
    case "attach": {
      const [file] = fileFields(form, "file");
      if (file === undefined) throw noFile();
      const bytes = new Uint8Array(await file.arrayBuffer());
      await addAttachment(ctx, params.id, { name: file.name, bytes });
      break;
    }
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
  return { done: true };
}

/** A dispute as its own side sees it. */
export default function Dispute({ loaderData }: Route.ComponentProps) {
  const { dispute, limits, textMax } = loaderData;
  const { id, state, disputedMicroPt, waitsFor, evidence } = dispute;
  const open = waitsFor !== null;
  useFollowGathering(state);
  return (
    <Page width="form">
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {m.disputes_of_amount({ amount: formatPt(disputedMicroPt) })}
            <StateBadge dispute={dispute} viewer="own" />
          </span>
        }
        description={reasonName(dispute.reason)}
        actions={open ? <WithdrawDispute /> : null}
      />
      <div className="grid grid-cols-1 gap-6">
        <StateNotice dispute={dispute} />
        <Card title={m.disputes_history()}>
          <Timeline events={dispute.events} />
          {open ? (
            <MessageForm
              key={dispute.version}
              answers={state === "waiting-for-user"}
              textMax={textMax}
            />
          ) : null}
        </Card>
        <FilesCard
          key={dispute.attachments.length}
          disputeId={id}
          files={dispute.attachments}
          limits={limits}
          viewer="own"
          open={open}
        />
        <OwnFacts dispute={dispute} modelName={loaderData.modelName} />
        {evidence === null ? null : <EvidenceCard evidence={evidence} viewer="own" />}
      </div>
    </Page>
  );
}

function MessageForm({ answers, textMax }: { answers: boolean; textMax: number }) {
  const { formData, state } = useNavigation();
  return (
    <Form name="message" guarded className="mt-5 border-t border-line pt-5">
      <input type="hidden" name="intent" value="message" />
      <Field
        name="text"
        label={answers ? m.disputes_answer() : m.disputes_message()}
        hint={m.disputes_message_hint()}
        required
      >
        <Textarea rows={3} maxLength={textMax} />
      </Field>
      <Button
        type="submit"
        variant={answers ? "primary" : "secondary"}
        pending={state !== "idle" && formData?.get("intent") === "message"}
        className="justify-self-start"
      >
        {m.disputes_send()}
      </Button>
    </Form>
  );
}

function OwnFacts({ dispute, modelName }: { dispute: DisputeView; modelName: string }) {
  const { waitsFor, dueAtMs, transactionId, conversationId } = dispute;
  return (
    <Card title={m.disputes_charge()}>
      <Facts>
        <Fact label={m.disputes_fact_charged()}>
          <RelativeTime atMs={dispute.chargedAtMs} absolute /> · <bdi>{modelName}</bdi>{" "}
          <TextLink to={`/credits/transactions/${transactionId}`}>
            {m.disputes_charge_show()}
          </TextLink>
        </Fact>
        {conversationId === null ? null : (
          <Fact label={m.chat_conversation()}>
            <TextLink to={`/chat/${conversationId}`}>{m.credits_open_conversation()}</TextLink>
          </Fact>
        )}
        <Fact label={m.disputes_fact_opened()}>
          <RelativeTime atMs={dispute.createdAtMs} absolute />
          {dispute.openedByName === null ? null : (
            <>
              {" "}
              · <bdi>{dispute.openedByName}</bdi>
            </>
          )}
        </Fact>
        {dueAtMs === null ? null : (
          <Fact label={waitsFor === "user" ? m.disputes_fact_due_user() : m.disputes_fact_due_us()}>
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
