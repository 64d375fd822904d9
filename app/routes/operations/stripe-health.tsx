import { Card } from "#app/ui/card.tsx";
import { formatDuration, formatNumber } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { Stat, Stats } from "#app/ui/stat.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import type { StripeHealth, StripeTypeHealth } from "#features/stripe-events/schema";
import { m } from "#messages";
import { plainQuery } from "./plain-query.ts";

function Connection({ connected, signed }: StripeHealth) {
  if (connected && signed) return null;
  return connected ? (
    <Notice tone="danger" title={m.webhooks_stripe_unsigned()}>
      <p>{m.webhooks_stripe_unsigned_text()}</p>
    </Notice>
  ) : (
    <Notice tone="warning" title={m.webhooks_stripe_unconnected()}>
      <p>{m.webhooks_stripe_unconnected_text()}</p>
    </Notice>
  );
}

function Intake({ lastWebhookAtMs, readToAtMs }: StripeHealth) {
  return (
    <Stat
      label={m.webhooks_stripe_last_webhook()}
      value={
        lastWebhookAtMs === null ? (
          m.webhooks_stripe_never()
        ) : (
          <RelativeTime atMs={lastWebhookAtMs} />
        )
      }
      note={
        readToAtMs === null ? (
          m.webhooks_stripe_list_unread()
        ) : (
          <>
            {m.webhooks_stripe_list_read()} <RelativeTime atMs={readToAtMs} />
          </>
        )
      }
    />
  );
}

/** How the intake does, in five figures. */
export function StripeFigures({ health }: { health: StripeHealth }) {
  const { states, lagMs, oldestWaitingAtMs, missedLastDay } = health;
  const waiting = states.received + states.processing + states.failed;
  return (
    <>
      <Connection {...health} />
      <Stats>
        <Stat
          label={m.webhooks_stripe_waiting()}
          value={formatNumber(waiting)}
          note={
            oldestWaitingAtMs === null ? (
              m.webhooks_stripe_waiting_none()
            ) : (
              <>
                {m.webhooks_stripe_oldest()} <RelativeTime atMs={oldestWaitingAtMs} />
              </>
            )
          }
        />
        <Stat
          label={m.webhooks_stripe_set_aside()}
          value={formatNumber(states.parked)}
          note={
            states.parked === 0
              ? m.webhooks_stripe_set_aside_none()
              : m.webhooks_stripe_set_aside_some()
          }
        />
        <Stat
          label={m.webhooks_stripe_lag()}
          value={lagMs === null ? "–" : formatDuration(lagMs.p50)}
          note={
            lagMs === null
              ? m.webhooks_stripe_lag_none()
              : m.webhooks_stripe_lag_p95({ duration: formatDuration(lagMs.p95) })
          }
        />
        <Stat
          label={m.webhooks_stripe_missed()}
          value={formatNumber(missedLastDay)}
          note={
            missedLastDay === 0 ? m.webhooks_stripe_missed_none() : m.webhooks_stripe_missed_some()
          }
        />
        <Intake {...health} />
      </Stats>
    </>
  );
}

function columnsOf(): Column<StripeTypeHealth>[] {
  const figure = (value: number, tone: string) =>
    value === 0 ? (
      <span className="text-muted">0</span>
    ) : (
      <span className={tone}>{formatNumber(value)}</span>
    );
  return [
    {
      id: "type",
      header: m.webhooks_stripe_type(),
      cell: ({ type }) => (
        <TextLink to={`?type=${encodeURIComponent(type)}`}>
          <code dir="ltr" className="font-mono text-xs">
            {type}
          </code>
        </TextLink>
      ),
    },
    {
      id: "seen",
      header: m.webhooks_stripe_last_seen(),
      align: "end",
      cell: ({ lastSeenAtMs }) => (
        <span className="text-nowrap">
          <RelativeTime atMs={lastSeenAtMs} />
        </span>
      ),
    },
    {
      id: "events",
      header: m.webhooks_stripe_count(),
      align: "end",
      cell: ({ events }) => formatNumber(events),
    },
    {
      id: "failed",
      header: m.webhooks_stripe_failed(),
      align: "end",
      cell: ({ failed }) => figure(failed, "text-warning"),
    },
    {
      id: "parked",
      header: m.webhooks_stripe_set_aside(),
      align: "end",
      cell: ({ parked }) => figure(parked, "text-danger"),
    },
  ];
}

/** Every type of event that came, with when it came last. */
export function StripeTypes({ types }: { types: StripeTypeHealth[] }) {
  if (types.length === 0) return null;
  return (
    <Card flush title={m.webhooks_stripe_types()} description={m.webhooks_stripe_types_about()}>
      <Table
        caption={m.webhooks_stripe_types()}
        rows={types}
        columns={columnsOf()}
        rowId={({ type }) => type}
        query={plainQuery}
        empty={null}
      />
    </Card>
  );
}
