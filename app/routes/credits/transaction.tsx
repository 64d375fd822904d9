import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { CodeBlock } from "#app/ui/code-block.tsx";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { formatPt } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { getTransaction } from "#features/credits";
import { findDisputeOfCharge, mayDispute } from "#features/disputes";
import type { TransactionView } from "#features/credits/schema";
import { m } from "#messages";
import { DisputeNotice } from "../disputes/dispute-notice.tsx";
import type { Route } from "./+types/transaction";
import { ChargeProof } from "./charge-proof.tsx";
import { EntryTable } from "./entry-table.tsx";
import { GrantsTable } from "./grants-table.tsx";
import { lineTitle } from "./statement-words.ts";

export const handle = { crumb: () => m.credits_transaction() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.credits_transaction()} · ${m.brand_name()}` }];
}

export async function loader({ params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const transaction = await getTransaction(ctx, params.id);
  const { chargeId } = transaction;
  const dispute = chargeId === null ? undefined : await findDisputeOfCharge(ctx, chargeId);
  return { transaction, dispute, disputable: mayDispute(ctx, transaction) };
}

/** Everything that proves one transaction. */
export default function Transaction({ loaderData }: Route.ComponentProps) {
  const { transaction, dispute, disputable } = loaderData;
  const { detail, amountMicroPt, heldDeltaMicroPt, rawUsage } = transaction;
  const change = amountMicroPt === 0 ? heldDeltaMicroPt : amountMicroPt;
  return (
    <Page width="form">
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-3">
            {lineTitle(transaction)}
            <span className="figures">{formatPt(change, { signed: true })}</span>
            {detail.estimated === true ? <Badge tone="warning">{m.shell_estimated()}</Badge> : null}
          </span>
        }
        description={<RelativeTime atMs={transaction.atMs} absolute />}
        actions={
          disputable && dispute === undefined ? (
            <LinkButton to={`/disputes/new?transaction=${transaction.transactionId}`}>
              {m.disputes_this_charge()}
            </LinkButton>
          ) : null
        }
      />
      <div className="grid grid-cols-1 gap-6">
        {dispute === undefined ? null : <DisputeNotice dispute={dispute} />}
        <Facts transaction={transaction} />
        <ChargeProof transaction={transaction} />
        <EntryTable transaction={transaction} />
        <GrantsTable transaction={transaction} />
        {isEmpty(rawUsage) ? null : (
          <Card title={m.credits_raw_usage()} description={m.credits_raw_usage_about()}>
            <CodeBlock code={JSON.stringify(rawUsage, null, 2)} label="JSON" />
          </Card>
        )}
      </div>
    </Page>
  );
}

function isEmpty(usage: unknown): boolean {
  return usage === null || usage === undefined || (Array.isArray(usage) && usage.length === 0);
}

function Facts({ transaction }: { transaction: TransactionView }) {
  const { transactionId, seq, detail, balanceAfterMicroPt, hash } = transaction;
  const { conversationId, linkedTransactionId, model, rateCardVersion, reason } = detail;
  return (
    <Card>
      <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-[180px_minmax(0,1fr)]">
        <Fact label={m.credits_fact_id()}>
          <Code value={transactionId} />
        </Fact>
        <Fact label={m.credits_fact_seq()}>
          <span className="figures">{seq}</span>
        </Fact>
        <Fact label={m.credits_fact_after()}>
          <span className="figures">{formatPt(balanceAfterMicroPt, { exact: true })}</span>
        </Fact>
        {model === undefined ? null : <Fact label={m.credits_fact_model()}>{model}</Fact>}
        {rateCardVersion === undefined ? null : (
          <Fact label={m.credits_fact_card()}>
            <TextLink to={`/models?version=${rateCardVersion}`}>
              {m.chat_rate_card({ version: rateCardVersion })}
            </TextLink>
          </Fact>
        )}
        {conversationId === undefined ? null : (
          <Fact label={m.chat_conversation()}>
            <TextLink to={`/chat/${conversationId}`}>{m.credits_open_conversation()}</TextLink>
          </Fact>
        )}
        {linkedTransactionId === undefined ? null : (
          <Fact label={m.credits_fact_linked()}>
            <TextLink to={`/credits/transactions/${linkedTransactionId}`}>
              {linkedTransactionId}
            </TextLink>
          </Fact>
        )}
        {reason === undefined ? null : <Fact label={m.credits_fact_reason()}>{reason}</Fact>}
        <Fact label={m.credits_fact_hash()}>
          <Code value={hash} />
          <p className="text-muted">{m.credits_hash_about()}</p>
        </Fact>
      </dl>
    </Card>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted max-sm:-mb-2">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

function Code({ value }: { value: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1" dir="ltr">
      <code className="min-w-0 truncate font-mono text-xs">{value}</code>
      <CopyButton text={value} />
    </span>
  );
}
