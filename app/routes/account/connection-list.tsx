import { Form as PlainForm } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { buttonClass } from "#app/ui/button-class.ts";
import { Card } from "#app/ui/card.tsx";
import { Notice } from "#app/ui/notice.tsx";
import type { ConnectionView, ProviderId } from "#features/connections/schema";
import { m } from "#messages";
import { providerNames } from "../identity/provider-words.ts";
import { SinceLine } from "./since-line.tsx";

interface ConnectionListProps {
  connections: ConnectionView[];
  /** Those that this deployment is set up for. */
  providers: ProviderId[];
  connected: boolean;
  failure: string | undefined;
}

function ConnectionItem({ connection }: { connection: ConnectionView }) {
  const { id, provider, email, createdAtMs, lastUsedAtMs } = connection;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-4">
      <div className="min-w-0">
        <p className="truncate font-medium">
          {providerNames[provider]}
          {email === null ? null : (
            <bdi dir="ltr" className="ms-2 font-normal text-muted">
              {email}
            </bdi>
          )}
        </p>
        <SinceLine createdAtMs={createdAtMs} lastUsedAtMs={lastUsedAtMs} />
      </div>
      <PlainForm method="post" preventScrollReset>
        <input type="hidden" name="form" value="connection-remove" />
        <Button
          type="submit"
          size="sm"
          variant="quiet"
          name="id"
          value={id}
          aria-label={m.signins_disconnect_of({ provider: providerNames[provider] })}
        >
          {m.signins_disconnect()}
        </Button>
      </PlainForm>
    </li>
  );
}

/** Accounts elsewhere that open this one. Nothing where no provider is set up and none connected. */
export function ConnectionList(props: ConnectionListProps) {
  const { connections, providers, connected, failure } = props;
  if (connections.length === 0 && providers.length === 0) return null;
  const open = providers.filter((id) => !connections.some(({ provider }) => provider === id));
  return (
    <Card
      flush
      title={m.signins_connections_title()}
      description={m.signins_connections_about()}
      footer={
        open.length === 0
          ? undefined
          : open.map((id) => (
              <form
                key={id}
                method="post"
                action={`/sign-in/with/${id}?next=${encodeURIComponent("/account/sign-ins")}`}
              >
                <button type="submit" name="link" value="1" className={buttonClass({ size: "sm" })}>
                  {m.signins_connect({ provider: providerNames[id] })}
                </button>
              </form>
            ))
      }
    >
      {connected || failure !== undefined ? (
        <output className="block px-5 pt-5">
          <Notice tone={failure === undefined ? "success" : "warning"}>
            {failure ?? m.signins_connected()}
          </Notice>
        </output>
      ) : null}
      {connections.length === 0 ? (
        <p className="px-5 py-5 text-muted">{m.signins_connections_empty()}</p>
      ) : (
        <ul className="divide-y divide-line">
          {connections.map((connection) => (
            <ConnectionItem key={connection.id} connection={connection} />
          ))}
        </ul>
      )}
    </Card>
  );
}
