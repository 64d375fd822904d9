import type { ReactNode } from "react";
import { Badge } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import type { ConnectorView, RefusedSettingView } from "#features/operations/schema";
import { m } from "#messages";
import { failureWords } from "./failure-words.ts";

const names: Record<ConnectorView["id"], () => string> = {
  builtin: m.operations_connector_builtin,
  openai: m.operations_connector_openai,
  anthropic: m.operations_connector_anthropic,
  "workers-ai": m.operations_connector_workers_ai,
  stripe: m.operations_connector_stripe,
  mail: m.operations_connector_mail,
  smtp: () => "SMTP",
  resend: () => "Resend",
  sendgrid: () => "SendGrid",
  mailgun: () => "Mailgun",
  ses: () => "Amazon SES",
  cloudflare: () => "Cloudflare Email Service",
};

function StateBadge({ connector: { id, state } }: { connector: ConnectorView }) {
  if (id === "mail") return <Badge>{m.operations_connector_local()}</Badge>;
  switch (state) {
    case "connected":
      return <Badge tone="success">{m.operations_connector_connected()}</Badge>;
    case "limited":
      return <Badge tone="warning">{m.operations_connector_limited()}</Badge>;
    case "failing":
      return <Badge tone="danger">{m.operations_connector_failing()}</Badge>;
    case "not-set-up":
      return <Badge>{m.operations_connector_not()}</Badge>;
  }
}

function settingNames(names: string[]): string {
  const [first = "", second, ...more] = names;
  if (second === undefined) return first;
  return more.length === 0
    ? m.operations_names_or({ one: first, other: second })
    : names.join(", ");
}

function roleText(role: ConnectorView["role"]): string | undefined {
  if (role === "first") return m.operations_connector_mail_first();
  return role === "fallback" ? m.operations_connector_mail_fallback() : undefined;
}

function Explanation({ connector, mailbox }: { connector: ConnectorView; mailbox: boolean }) {
  const { id, state, settings, host, failure, role } = connector;
  if (id === "builtin") return m.operations_connector_builtin_text();
  if (id === "mail") {
    return (
      <>
        {m.operations_connector_mail_text()}{" "}
        {mailbox ? (
          <TextLink to="/mailbox" reloadDocument>
            {m.operations_connector_mail_open()}
          </TextLink>
        ) : null}
      </>
    );
  }
  if (state === "not-set-up") {
    return id === "workers-ai"
      ? m.operations_connector_binding({ names: settingNames(settings) })
      : m.operations_connector_needs({ names: settingNames(settings) });
  }
  return (
    <>
      {host === null ? null : (
        <code dir="ltr" className="text-xs">
          {host}
        </code>
      )}
      {state === "limited" ? (
        <span className="block">{m.operations_connector_limited_text()}</span>
      ) : null}
      {roleText(role) === undefined ? null : <span className="block">{roleText(role)}</span>}
      {failure === null ? null : (
        <span className="block">
          {failureWords(failure.kind)}{" "}
          <bdi lang="en" className="wrap-anywhere">
            {failure.detail}
          </bdi>
        </span>
      )}
    </>
  );
}

function Row({
  name,
  children,
  badge,
}: {
  name: ReactNode;
  children: ReactNode;
  badge: ReactNode;
}) {
  return (
    <li className="flex items-start justify-between gap-4 px-5 py-3">
      <div className="min-w-0">
        <h3 className="text-sm">{name}</h3>
        <div className="text-muted">{children}</div>
      </div>
      {badge}
    </li>
  );
}

/** What the deployment talks to, and whether it answers. */
export function Connectors({
  connectors,
  mailbox,
}: {
  connectors: ConnectorView[];
  mailbox: boolean;
}) {
  return (
    <Card
      flush
      id="connectors"
      title={m.operations_connectors()}
      description={m.operations_connectors_about()}
    >
      <ul className="divide-y divide-line">
        {connectors.map((connector) => (
          <Row
            key={connector.id}
            name={names[connector.id]()}
            badge={<StateBadge connector={connector} />}
          >
            <Explanation connector={connector} mailbox={mailbox} />
          </Row>
        ))}
      </ul>
    </Card>
  );
}

/** The settings that were wrong; shown only when there are any. */
export function RefusedSettings({ settings }: { settings: RefusedSettingView[] }) {
  if (settings.length === 0) return null;
  return (
    <Card
      flush
      tone="danger"
      id="settings"
      title={m.operations_refused()}
      description={m.operations_refused_about()}
    >
      <ul className="divide-y divide-line">
        {settings.map(({ name, reason }) => (
          <Row key={name} name={<code dir="ltr">{name}</code>} badge={null}>
            <span dir="ltr" lang="en">
              {reason}
            </span>
          </Row>
        ))}
      </ul>
    </Card>
  );
}
