import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Form } from "#app/ui/form.tsx";
import type { JoinRequestView } from "#features/domains/schema";
import { m } from "#messages";
import { roleName } from "./role-name.ts";

/** Who waits to be let in, each with the two answers. */
export function JoinRequests({ requests }: { requests: JoinRequestView[] }) {
  return (
    <Card title={m.workspaces_requests()} flush>
      <ul className="divide-y divide-line">
        {requests.map(({ userId, name, email, role }) => (
          <li key={userId} className="flex flex-wrap items-center gap-4 px-5 py-3">
            <p className="min-w-0 flex-1">
              <bdi>{name}</bdi> <bdi className="text-muted">{email}</bdi>
            </p>
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
