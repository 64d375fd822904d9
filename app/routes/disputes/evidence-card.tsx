import type { ReactNode } from "react";
import { Card } from "#app/ui/card.tsx";
import { Badge } from "#app/ui/badge.tsx";
import { CodeBlock } from "#app/ui/code-block.tsx";
import { formatDuration, formatNumber, formatPt } from "#app/ui/format.ts";
import { Pt } from "#app/ui/pt.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import type { DisputeEvidence, Missing, RecomputedEvidence } from "#features/disputes/schema";
import { m } from "#messages";
import { grantName } from "../credits/statement-words.ts";
import { DisclosureMark } from "../operations/disclosure-mark.tsx";
import { EvidenceText } from "./evidence-text.tsx";
import { Fact, Facts } from "./fact.tsx";
import { TokenTable } from "./token-table.tsx";
import { missingWords, type Viewer } from "./words.ts";

interface EvidenceCardProps {
  evidence: DisputeEvidence;
  viewer: Viewer;
  /** What can be done about it, at its foot. */
  footer?: ReactNode;
}

/** Everything that speaks for or against the charge; what is not there is said to be not there. */
export function EvidenceCard({ evidence, viewer, footer }: EvidenceCardProps) {
  const { gatheredAtMs, usage, others, question, answer } = evidence;
  return (
    <Card
      id="evidence"
      title={m.disputes_evidence()}
      description={
        <>
          {m.disputes_evidence_about()} <RelativeTime atMs={gatheredAtMs} absolute />
        </>
      }
      footer={footer}
    >
      <div className="grid grid-cols-1 gap-6">
        <TokenTable evidence={evidence} />
        <Facts>
          <ChargeFacts evidence={evidence} viewer={viewer} />
          <CourseFacts evidence={evidence} />
          <Fact label={m.disputes_ev_others()}>
            {others.sameTurn.length === 0 ? (
              m.disputes_ev_others_none({ searched: formatNumber(others.searched) })
            ) : (
              <Others others={others} viewer={viewer} />
            )}
          </Fact>
          <Fact label={m.disputes_ev_question()}>
            <EvidenceText piece={question} />
          </Fact>
          <Fact label={m.disputes_ev_answer()}>
            <EvidenceText piece={answer} />
          </Fact>
          <Fact label={m.disputes_ev_grants()}>
            <Grants grants={evidence.grants} />
          </Fact>
        </Facts>
        {usage.found && hasReport(usage.raw) ? (
          <details className="group">
            <summary className="flex w-fit items-center gap-1 rounded-sm text-muted hover:text-ink">
              <DisclosureMark />
              {m.disputes_ev_raw()}
            </summary>
            <div className="mt-3">
              <CodeBlock code={JSON.stringify(usage.raw, null, 2)} label="JSON" />
            </div>
          </details>
        ) : null}
      </div>
    </Card>
  );
}

function hasReport(raw: unknown): boolean {
  return Array.isArray(raw) ? raw.length > 0 : raw !== null && raw !== undefined;
}

export function Absent({ why }: { why: Missing }) {
  return <span className="text-muted">{missingWords(why)}</span>;
}

function ChargeFacts({ evidence, viewer }: { evidence: DisputeEvidence; viewer: Viewer }) {
  const { charge, recomputed } = evidence;
  return (
    <>
      <Fact label={m.disputes_ev_paid()}>
        <span className="inline-flex flex-wrap items-baseline gap-x-2">
          <Pt microPt={charge.paidMicroPt} mark={charge.estimated ? "estimated" : undefined} />
          {viewer === "own" ? (
            <TextLink to={`/credits/transactions/${charge.transactionId}`}>
              {m.disputes_charge_show()}
            </TextLink>
          ) : (
            <code dir="ltr" className="font-mono text-xs text-muted">
              {charge.transactionId}
            </code>
          )}
        </span>
      </Fact>
      {charge.returnedMicroPt > 0 ? (
        <Fact label={m.disputes_ev_left()}>
          <Pt microPt={charge.leftMicroPt} />
        </Fact>
      ) : null}
      {charge.writtenOffMicroPt > 0 ? (
        <Fact label={m.disputes_ev_written_off()}>
          <Pt microPt={charge.writtenOffMicroPt} />
        </Fact>
      ) : null}
      <Fact label={m.disputes_ev_recomputed()}>
        {recomputed.found ? (
          <Recomputed recomputed={recomputed} />
        ) : (
          <Absent why={recomputed.why} />
        )}
      </Fact>
    </>
  );
}

function Recomputed({ recomputed }: { recomputed: RecomputedEvidence }) {
  const { amountMicroPt, differenceMicroPt } = recomputed;
  const amount = formatPt(Math.abs(differenceMicroPt));
  if (differenceMicroPt === 0) {
    return (
      <span>
        <Pt microPt={amountMicroPt} /> · {m.disputes_ev_same()}
      </span>
    );
  }
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      <Pt microPt={amountMicroPt} />
      <Badge tone={differenceMicroPt > 0 ? "danger" : "neutral"}>
        {differenceMicroPt > 0
          ? m.disputes_ev_too_much({ amount })
          : m.disputes_ev_too_little({ amount })}
      </Badge>
    </span>
  );
}

const turnNames = {
  complete: m.disputes_ev_turn_complete,
  stopped: m.disputes_ev_turn_stopped,
  failed: m.disputes_ev_turn_failed,
} as const;

/** How the answer came about: hold, stream, turn, provider. */
function CourseFacts({ evidence }: { evidence: DisputeEvidence }) {
  const { charge, hold, stream, turn, provider } = evidence;
  const duration = formatDuration(Math.max(0, hold.settledAtMs - hold.heldAtMs));
  return (
    <>
      <Fact label={m.disputes_ev_hold()}>
        {m.disputes_ev_hold_text({ amount: formatPt(hold.amountMicroPt), duration })}
        {charge.late ? <span className="text-muted"> · {m.disputes_ev_late()}</span> : null}
      </Fact>
      <Fact label={m.disputes_ev_stream()}>
        {stream.found ? streamWords(stream) : <Absent why={stream.why} />}
      </Fact>
      <Fact label={m.disputes_ev_turn()}>
        {turn.found && turn.state !== null ? turnNames[turn.state]() : null}
        {turn.found ? null : <Absent why={turn.why} />}
      </Fact>
      <Fact label={m.disputes_ev_provider()}>
        {provider.found ? (
          <bdi>
            {provider.provider} · {provider.upstreamModel}
          </bdi>
        ) : (
          <Absent why={provider.why} />
        )}
      </Fact>
      {provider.found ? (
        <Fact label={m.disputes_ev_answer_id()}>
          {provider.answerId.found ? (
            <code dir="ltr" className="font-mono text-xs">
              {provider.answerId.id}
            </code>
          ) : (
            <Absent why={provider.answerId.why} />
          )}
        </Fact>
      ) : null}
    </>
  );
}

function streamWords(stream: Extract<DisputeEvidence["stream"], { found: true }>): string {
  const { startedAtMs, firstTextAtMs, durationMs, pieces, calls } = stream;
  const parts: string[] = [];
  if (startedAtMs !== null && firstTextAtMs !== null) {
    parts.push(m.disputes_ev_first({ duration: formatDuration(firstTextAtMs - startedAtMs) }));
  }
  if (durationMs !== null) {
    parts.push(m.disputes_ev_ended({ duration: formatDuration(durationMs) }));
  }
  parts.push(m.disputes_ev_pieces({ count: pieces }));
  if (calls > 1) parts.push(m.disputes_ev_calls({ count: calls }));
  return parts.join(" · ");
}

function Others({ others, viewer }: { others: DisputeEvidence["others"]; viewer: Viewer }) {
  return (
    <ul className="grid gap-1">
      {others.sameTurn.map(({ transactionId, paidMicroPt }) => (
        <li key={transactionId} className="inline-flex flex-wrap items-baseline gap-x-2">
          <Badge tone="danger">{m.disputes_ev_others_some()}</Badge>
          <Pt microPt={paidMicroPt} />
          {viewer === "own" ? (
            <TextLink to={`/credits/transactions/${transactionId}`}>
              {m.disputes_charge_show()}
            </TextLink>
          ) : (
            <code dir="ltr" className="font-mono text-xs text-muted">
              {transactionId}
            </code>
          )}
        </li>
      ))}
    </ul>
  );
}

function Grants({ grants }: { grants: DisputeEvidence["grants"] }) {
  return (
    <ul className="grid gap-1">
      {grants.map(({ grantId, kind, amountMicroPt, expired }) => (
        <li key={grantId} className="inline-flex flex-wrap items-baseline gap-x-2">
          {grantName(kind)}
          <Pt microPt={amountMicroPt} className="text-muted" />
          {expired ? <Badge tone="warning">{m.disputes_ev_expired()}</Badge> : null}
        </li>
      ))}
    </ul>
  );
}
