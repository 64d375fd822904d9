import { RotateCcw } from "lucide-react";
import { Link } from "react-router";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { formatNumber, formatPt } from "#app/ui/format.ts";
import { IconButton } from "#app/ui/icon-button.tsx";
import { useMay } from "#app/ui/may-context.ts";
import { Menu } from "#app/ui/menu.tsx";
import { Pt } from "#app/ui/pt.tsx";
import type { ChargeView, MessageView } from "#features/chat/schema";
import { m } from "#messages";
import { BranchSwitcher } from "./branch-switcher.tsx";

interface AnswerFooterProps {
  message: MessageView;
  modelName: string | undefined;
  onRegenerate: ((message: MessageView) => void) | undefined;
}

/** What an answer cost, with the way to its evidence, and what can be done with it. */
export function AnswerFooter({ message, modelName, onRegenerate }: AnswerFooterProps) {
  const { charge, text, state } = message;
  return (
    <footer className="mt-2 -ms-1.5 flex flex-wrap items-center gap-x-0.5 gap-y-1 text-xs text-muted">
      {charge === undefined ? null : <Charge charge={charge} modelName={modelName} />}
      {text === "" ? null : <CopyButton text={text} label={m.chat_copy_answer()} />}
      {onRegenerate === undefined || state === "failed" ? null : (
        <IconButton
          size="sm"
          icon={RotateCcw}
          label={m.chat_regenerate()}
          onClick={() => onRegenerate(message)}
        />
      )}
      <BranchSwitcher message={message} />
    </footer>
  );
}

function Charge({ charge, modelName }: { charge: ChargeView; modelName: string | undefined }) {
  const { chargedMicroPt, estimated, tokens, rateCardVersion, writtenOffMicroPt } = charge;
  const mayDispute = useMay("disputes.write");
  return (
    <Menu
      label={m.chat_charge_details({ charge: formatPt(chargedMicroPt) })}
      triggerClassName="inline-flex h-7 items-center rounded-md px-1.5 text-xs text-muted hover:bg-sunken hover:text-ink"
      trigger={<Pt microPt={chargedMicroPt} mark={estimated ? "estimated" : undefined} />}
      className="w-72"
    >
      <div className="grid gap-2 p-2.5 text-sm">
        <p className="flex justify-between gap-4 font-medium">
          <span>{modelName ?? m.chat_answer()}</span>
          <Pt microPt={chargedMicroPt} />
        </p>
        {tokens === null ? null : (
          <dl className="figures grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 border-t border-line pt-2">
            <Tokens label={m.chat_tokens_input()} count={tokens.input} />
            <Tokens label={m.chat_tokens_cached()} count={tokens.cachedRead} />
            <Tokens label={m.chat_tokens_cache_write()} count={tokens.cacheWrite} />
            <Tokens label={m.chat_tokens_output()} count={tokens.output} />
          </dl>
        )}
        {estimated ? <p className="text-xs text-muted">{m.chat_estimated_note()}</p> : null}
        {writtenOffMicroPt > 0 ? (
          <p className="text-xs text-muted">
            {m.chat_written_off({ amount: formatPt(writtenOffMicroPt) })}
          </p>
        ) : null}
        <p className="flex justify-between gap-4 border-t border-line pt-2 text-xs text-muted">
          <span>{m.chat_rate_card({ version: rateCardVersion })}</span>
          {charge.transactionId === null ? null : (
            <Link
              to={`/credits/transactions/${charge.transactionId}`}
              className="text-accent underline underline-offset-2"
            >
              {m.chat_ledger_entry()}
            </Link>
          )}
        </p>
        {charge.transactionId === null || chargedMicroPt === 0 || !mayDispute ? null : (
          <Link
            to={`/disputes/new?transaction=${charge.transactionId}`}
            className="w-fit text-xs text-accent underline underline-offset-2"
          >
            {m.chat_charge_dispute()}
          </Link>
        )}
      </div>
    </Menu>
  );
}

function Tokens({ label, count }: { label: string; count: number }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="text-end">{formatNumber(count)}</dd>
    </>
  );
}
