import { formatDuration, formatMoment } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import type { FormOutcome } from "#app/ui/problem-view.ts";
import { TextLink } from "#app/ui/text-link.tsx";
import type { EndpointView } from "#features/webhooks/schema";
import { m } from "#messages";
import type { EndpointAnswer } from "./act-on-endpoint.ts";
import { failureWords } from "./failure-words.ts";

type Tested = Extract<EndpointAnswer, { tested: unknown }>["tested"];

function TestNotice({ tested, endpointId }: { tested: Tested; endpointId: string }) {
  const { id, state, lastStatus, lastFailure, durationMs } = tested;
  const status = lastStatus === null ? m.webhooks_no_answer() : String(lastStatus);
  const isFine = state === "succeeded";
  return (
    <Notice
      tone={isFine ? "success" : "danger"}
      urgent={!isFine}
      title={
        isFine
          ? m.webhooks_test_ok({ status, duration: formatDuration(durationMs) })
          : m.webhooks_test_failed()
      }
    >
      <p className="flex flex-wrap gap-x-3">
        {isFine || lastFailure === null ? null : (
          <span>
            {status}. {failureWords(lastFailure)}
          </span>
        )}
        <TextLink to={`/webhooks/${endpointId}/deliveries/${id}`}>{m.webhooks_test_see()}</TextLink>
      </p>
    </Notice>
  );
}

interface AnswerNoticeProps {
  answer: EndpointAnswer | FormOutcome | undefined;
  endpointId: string;
}

/** What the last form of the page did. Refusals of the settings stand in their own form. */
export function AnswerNotice({ answer, endpointId }: AnswerNoticeProps) {
  if (answer === undefined || "secret" in answer) return null;
  if ("tested" in answer) return <TestNotice tested={answer.tested} endpointId={endpointId} />;
  if ("saved" in answer) return <Notice tone="success" title={m.webhooks_saved()} />;
  if ("replayed" in answer) {
    return <Notice tone="success" title={m.webhooks_replayed({ count: answer.replayed })} />;
  }
  const { problem, values } = answer;
  if (problem === undefined || values?.["form"] === "settings") return null;
  return (
    <Notice tone="danger" urgent title={problem.title}>
      <p>{problem.advice}</p>
    </Notice>
  );
}

/** Why an endpoint is told nothing, and until when an old secret signs. */
export function StateNotice({ endpoint }: { endpoint: EndpointView }) {
  const { state, disabledReason, oldSecretUntilMs } = endpoint;
  const reason =
    disabledReason === "gone" ? m.webhooks_disabled_gone() : m.webhooks_disabled_failing();
  return (
    <>
      {state === "active" ? null : (
        <Notice
          tone={state === "disabled" ? "danger" : "warning"}
          title={state === "disabled" ? reason : m.webhooks_off_title()}
        >
          <p>{m.webhooks_off_text()}</p>
        </Notice>
      )}
      {oldSecretUntilMs === null ? null : (
        <Notice>
          <p>{m.webhooks_overlap({ time: formatMoment(oldSecretUntilMs) })}</p>
        </Notice>
      )}
    </>
  );
}
