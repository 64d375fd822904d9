import { lazy, Suspense } from "react";
import { Button } from "#app/ui/button.tsx";
import { formatPt } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import type { ModelView } from "#features/models/schema";
import { m } from "#messages";
import type { Refusal } from "./chat-api.ts";
import { Countdown } from "./countdown.tsx";

const ProblemWords = lazy(() => import("./problem-words.tsx"));

/** The refusals that another model may get around. */
const AROUND_BY_MODEL = new Set([
  "insufficient-pt",
  "quota-reached",
  "member-cap",
  "spend-cap",
  "model-share-cap",
  "model-not-in-plan",
  "model-unavailable",
  "model-unpriced",
]);
const PAYMENT_REQUIRED = 402;

interface RefusalNoticeProps {
  refusal: Refusal;
  visitor: boolean;
  /** A model that can be used and costs less; it is offered, never taken by itself. */
  cheaper: ModelView | undefined;
  secondsLeft: number;
  onUseModel: (modelId: string) => void;
  onResend: () => void;
}

/** Why the message was not sent, what is missing, and the cheapest ways on. The draft is kept. */
export function RefusalNotice(props: RefusalNoticeProps) {
  const { refusal, visitor, cheaper, secondsLeft, onUseModel, onResend } = props;
  const lacksPt = refusal.status === PAYMENT_REQUIRED;
  const { neededMicroPt, availableMicroPt } = refusal;
  return (
    <Notice
      tone={lacksPt || refusal.status === 429 ? "warning" : "danger"}
      urgent
      title={
        refusal.status === 0 ? (
          m.chat_unreachable_title()
        ) : (
          <Suspense fallback={refusal.title}>
            <ProblemWords slug={refusal.slug} part="title" />
          </Suspense>
        )
      }
      actions={
        <>
          {lacksPt && visitor ? (
            <LinkButton size="sm" variant="primary" to="/register">
              {m.chat_create_account()}
            </LinkButton>
          ) : null}
          {lacksPt && !visitor ? (
            <LinkButton size="sm" variant="primary" to="/credits">
              {m.chat_to_credits()}
            </LinkButton>
          ) : null}
          {cheaper !== undefined && AROUND_BY_MODEL.has(refusal.slug) ? (
            <Button size="sm" onClick={() => onUseModel(cheaper.id)}>
              {m.chat_use_model({ model: cheaper.name })}
            </Button>
          ) : null}
          {refusal.status === 429 || refusal.status === 0 || refusal.status >= 500 ? (
            <Button size="sm" disabled={secondsLeft > 0} onClick={onResend}>
              {m.chat_send_again()}
            </Button>
          ) : null}
        </>
      }
    >
      {neededMicroPt !== undefined && availableMicroPt !== undefined ? (
        <p className="figures">
          {m.chat_needed({
            needed: formatPt(neededMicroPt),
            available: formatPt(availableMicroPt),
          })}
        </p>
      ) : null}
      {refusal.status === 429 ? <Countdown seconds={secondsLeft} /> : null}
      <p className="text-muted">
        {refusal.status === 0 ? (
          m.chat_unreachable()
        ) : (
          <Suspense fallback={refusal.detail}>
            <ProblemWords slug={refusal.slug} part="advice" />
          </Suspense>
        )}
      </p>
      <p className="text-muted">{m.chat_draft_kept()}</p>
    </Notice>
  );
}
