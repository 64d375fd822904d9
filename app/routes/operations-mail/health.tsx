import { formatDuration, formatNumber } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { Stat, Stats } from "#app/ui/stat.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import type { MailHealth } from "#features/mail/schema";
import { m } from "#messages";
import { transportName } from "./mail-words.tsx";

function Circuits({ circuits, fallback }: MailHealth) {
  return circuits
    .filter(({ failures }) => failures > 0)
    .map(({ transport, failures, openUntilMs, lastReason }) => {
      const name = transportName(transport);
      const isSpared = openUntilMs !== null && fallback !== null;
      return (
        <Notice
          key={transport}
          tone="warning"
          title={
            isSpared
              ? m.mail_circuit_open({ transport: name })
              : m.mail_circuit_failing({ transport: name })
          }
        >
          {isSpared ? <p>{m.mail_circuit_open_text({ count: formatNumber(failures) })}</p> : null}
          <p lang="en" dir="ltr" className="wrap-anywhere">
            {lastReason}
          </p>
        </Notice>
      );
    });
}

/** How mail does, in five figures. */
export function MailFigures({ health }: { health: MailHealth }) {
  const { states, waitingByLane, oldestDueAtMs, sentLastHour, lastDay, delayMs } = health;
  return (
    <>
      <Circuits {...health} />
      {states.unknown === 0 ? null : (
        <Notice tone="warning" title={m.mail_unknown_some()}>
          <p>
            {m.mail_unknown_text()} <TextLink to="?state=unknown">{m.mail_unknown_show()}</TextLink>
          </p>
        </Notice>
      )}
      <Stats>
        <Stat
          label={m.mail_waiting()}
          value={formatNumber(states.waiting + states.sending)}
          note={m.mail_waiting_lanes({
            urgent: formatNumber(waitingByLane.urgent),
            normal: formatNumber(waitingByLane.normal),
            bulk: formatNumber(waitingByLane.bulk),
          })}
        />
        <Stat
          label={m.mail_late()}
          value={oldestDueAtMs === null ? "–" : <RelativeTime atMs={oldestDueAtMs} />}
          note={oldestDueAtMs === null ? m.mail_late_none() : m.mail_late_some()}
        />
        <Stat
          label={m.mail_sent_hour()}
          value={formatNumber(sentLastHour)}
          note={m.mail_sent_day({ count: formatNumber(lastDay.sent) })}
        />
        <Stat
          label={m.mail_delay()}
          value={delayMs === null ? "–" : formatDuration(delayMs.p50)}
          note={
            delayMs === null
              ? m.mail_delay_none()
              : m.mail_delay_p95({ duration: formatDuration(delayMs.p95) })
          }
        />
        <Stat
          label={m.mail_failed_day()}
          value={formatNumber(lastDay.refused + lastDay.suppressed)}
          note={m.mail_failed_kinds({
            refused: formatNumber(lastDay.refused),
            suppressed: formatNumber(lastDay.suppressed),
          })}
        />
      </Stats>
    </>
  );
}
