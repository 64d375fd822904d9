import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Form } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import type { JoinRequestView } from "#features/domains/schema";
import { m } from "#messages";
import { roleName } from "./role-name.ts";

/** Who waits to be let in, each with the two answers. */
export function JoinRequests({ requests }: { requests: JoinRequestView[] }) {
  return (
    <Card title={m.workspaces_requests()} flush>
      <ul className="divide-y divide-line">
        {requests.map(({ userId, name, email, role, askedAtMs }) => (
          <li key={userId} className="flex flex-wrap items-center gap-x-6 gap-y-2 px-5 py-3">
            <div className="min-w-0 flex-1 basis-56">
              <p className="font-medium wrap-anywhere">
                <bdi>{name}</bdi>
              </p>
              <p className="text-muted wrap-anywhere">
                <bdi dir="ltr">{email}</bdi>
              </p>
              <p className="text-xs text-muted">
                <RelativeTime atMs={askedAtMs} />
              </p>
            </div>
            <Badge>{roleName(role)}</Badge>
            <Form name={`request-${userId}`} className="grid-flow-col gap-2">
              <input type="hidden" name="id" value={userId} />
              <Button type="submit" size="sm" name="intent" value="let-in">
                {m.workspaces_accept()}
              </Button>
              <Button type="submit" size="sm" variant="quiet" name="intent" value="turn-away">
                {m.workspaces_decline()}
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const outcomes = {
  approved: m.workspaces_request_approved,
  declined: m.workspaces_request_declined,
  before: m.workspaces_request_before,
} as const;

/** What became of a request; `before` also when a link led here after it was answered. */
export function RequestAnswered({ answered }: { answered: keyof typeof outcomes }) {
  return <Notice tone={answered === "before" ? "info" : "success"} title={outcomes[answered]()} />;
}
