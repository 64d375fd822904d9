import { SquareTerminal } from "lucide-react";
import { Form as PlainForm } from "react-router";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import type { ProgramView } from "#features/tokens/schema";
import { m } from "#messages";
import { scopeName } from "../keys/scope-name.ts";
import { SinceLine } from "./since-line.tsx";

function ProgramItem({ program }: { program: ProgramView }) {
  const { id, clientId, workspaceName, scopes, createdAtMs, lastUsedAtMs } = program;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-4">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <code dir="ltr" className="font-mono font-medium">
            {clientId}
          </code>
          <span className="text-muted">
            <bdi>{m.signins_program_in({ workspace: workspaceName })}</bdi>
          </span>
          {scopes.map((scope) => (
            <Badge key={scope}>{scopeName(scope)}</Badge>
          ))}
        </p>
        <SinceLine createdAtMs={createdAtMs} lastUsedAtMs={lastUsedAtMs} />
      </div>
      <PlainForm method="post" preventScrollReset>
        <input type="hidden" name="form" value="program-end" />
        <Button
          type="submit"
          size="sm"
          variant="quiet"
          name="id"
          value={id}
          aria-label={m.signins_program_end_of({ name: clientId })}
        >
          {m.signins_program_end()}
        </Button>
      </PlainForm>
    </li>
  );
}

/** Who else may act for the person. */
export function ProgramList({ programs }: { programs: ProgramView[] }) {
  const letIn = (
    <LinkButton to="/device" size="sm" reloadDocument>
      {m.signins_device_title()}
    </LinkButton>
  );
  return (
    <Card
      flush
      title={m.signins_programs_title()}
      description={m.signins_programs_about()}
      actions={programs.length === 0 ? undefined : letIn}
    >
      {programs.length === 0 ? (
        <EmptyState icon={SquareTerminal} title={m.signins_programs_empty()} action={letIn}>
          {m.signins_programs_empty_text()}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {programs.map((program) => (
            <ProgramItem key={program.id} program={program} />
          ))}
        </ul>
      )}
    </Card>
  );
}
