import { formatDate, formatPt } from "#app/ui/format.ts";
import { Notice, type Tone } from "#app/ui/notice.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import type { DisputeView } from "#features/disputes/schema";
import { m } from "#messages";

interface Now {
  tone: Tone;
  title: string;
  text?: string | undefined;
}

function nowOf(dispute: DisputeView): Now {
  const { state, dueAtMs, overdue, decision } = dispute;
  const date = dueAtMs === null ? "" : formatDate(dueAtMs);
  const amount = formatPt(dispute.returnedMicroPt ?? decision?.effectMicroPt ?? 0);
  switch (state) {
    case "open":
    case "gathering":
      return {
        tone: "info",
        title: m.disputes_now_gathering(),
        text: m.disputes_now_gathering_text(),
      };
    case "in-review":
    case "second-approval":
      return {
        tone: overdue ? "warning" : "info",
        title: state === "in-review" ? m.disputes_now_review() : m.disputes_now_second(),
        text: overdue ? m.disputes_now_late_text() : m.disputes_now_review_text({ date }),
      };
    case "waiting-for-user":
      return {
        tone: "warning",
        title: m.disputes_now_waiting(),
        text: m.disputes_now_waiting_text({ date }),
      };
    case "approved":
      return { tone: "success", title: m.disputes_now_approved({ amount }) };
    case "partly":
      return { tone: "success", title: m.disputes_now_partly({ amount }) };
    case "denied":
      return { tone: "info", title: m.disputes_now_denied() };
    case "withdrawn":
      return { tone: "info", title: m.disputes_now_withdrawn() };
    case "expired":
      return { tone: "info", title: m.disputes_now_expired() };
  }
}

/** How the dispute stands, what follows, and how it was decided. */
export function StateNotice({ dispute }: { dispute: DisputeView }) {
  const { tone, title, text } = nowOf(dispute);
  const { decision } = dispute;
  return (
    <Notice tone={tone} title={title}>
      {text === undefined ? null : <p className="text-muted">{text}</p>}
      {decision === null || decision.comment === "" ? null : (
        <p dir="auto" className="mt-1 max-w-prose wrap-anywhere whitespace-pre-wrap">
          {decision.comment}
        </p>
      )}
      {decision?.pending === true ? (
        <p className="mt-1 text-muted">{m.disputes_pending()}</p>
      ) : null}
      {decision !== null && decision.expiredAgainMicroPt > 0 ? (
        <p className="mt-1 text-muted">
          {m.disputes_expired_again({ amount: formatPt(decision.expiredAgainMicroPt) })}
        </p>
      ) : null}
      {decision !== null && decision.grantId !== null ? (
        <p className="mt-1 text-muted">{m.disputes_as_grant()}</p>
      ) : null}
      {decision !== null && decision.transactionId !== null ? (
        <p className="mt-1">
          <TextLink to={`/credits/transactions/${decision.transactionId}`}>
            {m.disputes_return_entry()}
          </TextLink>
        </p>
      ) : null}
    </Notice>
  );
}
