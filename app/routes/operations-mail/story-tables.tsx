import { Card } from "#app/ui/card.tsx";
import { formatDuration } from "#app/ui/format.ts";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import type { MailStory } from "#features/mail/schema";
import { m } from "#messages";
import { plainQuery } from "../operations/plain-query.ts";
import { EventBadge, OutcomeBadge, transportName } from "./mail-words.tsx";

type Attempt = MailStory["attempts"][number];
type Told = MailStory["events"][number];

function words(text: string | null) {
  return (
    <bdi lang="en" className="wrap-anywhere">
      {text === null || text === "" ? "–" : text}
    </bdi>
  );
}

function attemptColumns(): Column<Attempt>[] {
  return [
    {
      id: "when",
      header: m.mail_when(),
      cell: ({ atMs }) => <RelativeTime atMs={atMs} absolute />,
    },
    {
      id: "transport",
      header: m.mail_transport(),
      cell: ({ transport }) => transportName(transport),
    },
    {
      id: "outcome",
      header: m.mail_outcome(),
      cell: ({ outcome }) => <OutcomeBadge outcome={outcome} />,
    },
    { id: "reason", header: m.mail_reason(), cell: ({ reason }) => words(reason) },
    {
      id: "took",
      header: m.mail_took(),
      align: "end",
      cell: ({ durationMs }) => formatDuration(durationMs),
    },
  ];
}

function eventColumns(): Column<Told>[] {
  return [
    {
      id: "when",
      header: m.mail_when(),
      cell: ({ atMs }) => <RelativeTime atMs={atMs} absolute />,
    },
    { id: "kind", header: m.mail_outcome(), cell: ({ kind }) => <EventBadge kind={kind} /> },
    { id: "detail", header: m.mail_reason(), cell: ({ detail }) => words(detail) },
  ];
}

/** What was tried with a mail, and what was told of it afterwards. */
export function StoryTables({ mail }: { mail: MailStory }) {
  return (
    <>
      <Card flush title={m.mail_story_tries()}>
        <Table
          caption={m.mail_story_tries()}
          rows={mail.attempts}
          columns={attemptColumns()}
          rowId={({ id }) => id}
          query={plainQuery}
          empty={
            <p className="p-5 text-muted">
              {mail.transport === null ? m.mail_story_no_tries() : m.mail_story_cut_off()}
            </p>
          }
        />
      </Card>
      <Card flush title={m.mail_story_events()}>
        <Table
          caption={m.mail_story_events()}
          rows={mail.events}
          columns={eventColumns()}
          rowId={({ id }) => id}
          query={plainQuery}
          empty={<p className="p-5 text-muted">{m.mail_story_no_events()}</p>}
        />
      </Card>
    </>
  );
}
