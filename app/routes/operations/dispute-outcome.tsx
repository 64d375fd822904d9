import { formatPt } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import type { OperatorDisputeView } from "#features/disputes/schema";
import { m } from "#messages";
import { stateName } from "../disputes/words.ts";

/** How the case ended, by whom, and what the ledger made of it; nothing while it is open. */
export function Outcome({ dispute }: { dispute: OperatorDisputeView }) {
  const { state, decision, waitsFor, decidedByName, secondByName } = dispute;
  if (waitsFor !== null) return null;
  if (decision === null) return <Notice title={stateName(state, "operator")} />;
  const amount = formatPt(dispute.returnedMicroPt ?? decision.effectMicroPt);
  const title = {
    approved: m.disputes_now_approved({ amount }),
    partly: m.disputes_now_partly({ amount }),
    denied: m.disputes_now_denied(),
  }[decision.outcome];
  const people = [
    decidedByName === null ? null : `${m.disputes_decided_by()}: ${decidedByName}`,
    secondByName === null ? null : `${m.disputes_second_by()}: ${secondByName}`,
  ].filter((one) => one !== null);
  return (
    <Notice tone={decision.outcome === "denied" ? "info" : "success"} title={title}>
      {decision.comment === "" ? null : (
        <p dir="auto" className="max-w-prose wrap-anywhere whitespace-pre-wrap">
          {decision.comment}
        </p>
      )}
      {people.length === 0 ? null : (
        <p className="mt-1 text-muted">
          <bdi>{people.join(" · ")}</bdi>
        </p>
      )}
      {decision.effect === null ? null : (
        <p className="mt-1 text-muted">
          {decision.effect === "correct" ? m.disputes_effect_correct() : m.disputes_effect_refund()}
        </p>
      )}
      {decision.expiredAgainMicroPt > 0 ? (
        <p className="mt-1 text-muted">
          {m.disputes_expired_again({ amount: formatPt(decision.expiredAgainMicroPt) })}
        </p>
      ) : null}
      {decision.pending ? <p className="mt-1 text-muted">{m.disputes_pending()}</p> : null}
      {decision.transactionId === null ? null : (
        <p className="mt-1">
          <code dir="ltr" className="font-mono text-xs text-muted">
            {decision.transactionId}
          </code>
        </p>
      )}
    </Notice>
  );
}
