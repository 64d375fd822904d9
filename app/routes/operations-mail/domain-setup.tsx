import type { ReactNode } from "react";
import { Card } from "#app/ui/card.tsx";
import { CodeBlock } from "#app/ui/code-block.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { m } from "#messages";

const FROM = "MAIL_FROM=Selvedge <no-reply@example.com>";
const TRANSPORT = `MAIL_TRANSPORT=smtp
SMTP_URL=smtps://user:password@smtp.example.com:465`;

/** Where it is written how the records of a domain come about. */
export function DomainHelp() {
  return <LinkButton to="/help/sending-mail">{m.maildomain_help()}</LinkButton>;
}

interface StepProps {
  title: string;
  text: string;
  children?: ReactNode;
}

function Step({ title, text, children }: StepProps) {
  return (
    <li className="ps-1.5 marker:text-muted">
      <p className="font-medium">{title}</p>
      <p className="text-muted">{text}</p>
      {children === undefined ? null : <div className="mt-2 min-w-0">{children}</div>}
    </li>
  );
}

/** What to do while mails come from a name that only this machine knows. */
export function DomainSetup() {
  return (
    <Card
      title={m.maildomain_none()}
      description={m.maildomain_none_text()}
      footer={<DomainHelp />}
    >
      <ol className="grid list-decimal grid-cols-1 gap-5 ps-5">
        <Step title={m.maildomain_add_from()} text={m.maildomain_add_from_text()}>
          <CodeBlock code={FROM} label=".dev.vars" />
        </Step>
        <Step title={m.maildomain_add_transport()} text={m.maildomain_add_transport_text()}>
          <CodeBlock code={TRANSPORT} label=".dev.vars" />
        </Step>
        <Step title={m.maildomain_add_start()} text={m.maildomain_add_start_text()} />
      </ol>
    </Card>
  );
}
