import { Monitor, Smartphone, Tablet } from "lucide-react";
import { Form } from "react-router";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import type { SessionView } from "#features/sessions/schema";
import { m } from "#messages";
import { deviceName, placeName } from "./device-words.ts";

const icons = { computer: Monitor, phone: Smartphone, tablet: Tablet, unknown: Monitor } as const;

function Session({ session }: { session: SessionView }) {
  const { id, device, place, lastSeenAtMs, current } = session;
  const Icon = icons[device.kind];
  const name = deviceName(device);
  return (
    <li className="flex items-center gap-3 px-5 py-3">
      <Icon aria-hidden="true" className="size-5 flex-none text-muted" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          <bdi>{name}</bdi>
          {current ? <Badge tone="success">{m.security_session_here()}</Badge> : null}
        </p>
        <p className="text-muted">
          <bdi>{placeName(place)}</bdi> · {m.security_seen()} <RelativeTime atMs={lastSeenAtMs} />
        </p>
      </div>
      {current ? null : (
        <Form method="post">
          <input type="hidden" name="form" value="end-session" />
          <Button
            type="submit"
            size="sm"
            name="id"
            value={id}
            aria-label={m.security_session_end_named({ device: name })}
          >
            {m.security_session_end()}
          </Button>
        </Form>
      )}
    </li>
  );
}

/** The browsers someone is signed in with, and the ways to end that. */
export function SessionsCard({ sessions }: { sessions: SessionView[] }) {
  return (
    <Card
      flush
      title={m.security_sessions()}
      description={m.security_sessions_text()}
      footer={
        <>
          {sessions.length > 1 ? (
            <Form method="post">
              <Button type="submit" name="form" value="end-others">
                {m.security_sessions_end_others()}
              </Button>
            </Form>
          ) : null}
          <Form method="post">
            <Button type="submit" name="form" value="end-all">
              {m.security_sessions_end_all()}
            </Button>
          </Form>
        </>
      }
    >
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <Session key={session.id} session={session} />
        ))}
      </ul>
    </Card>
  );
}
