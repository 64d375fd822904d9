import { Form as PlainForm } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { buttonClass } from "#app/ui/button-class.ts";
import { Card } from "#app/ui/card.tsx";
import { Notice } from "#app/ui/notice.tsx";
import type { ConnectionView, ProviderId } from "#features/connections/schema";
import type { CompanyView } from "#features/sign-on/schema";
import { m } from "#messages";
import { providerNames } from "../identity/provider-words.ts";
import { SinceLine } from "./since-line.tsx";

interface ConnectionListProps {
  connections: ConnectionView[];
  /** Whose sign-on opens this account. */
  companies: CompanyView[];
  /** Those that this deployment is set up for. */
  providers: ProviderId[];
  connected: boolean;
  failure: string | undefined;
}

type ItemProps = Omit<CompanyView, "workspaceName"> & {
  name: string;
  /** The form that takes it back. */
  form: "company-remove" | "connection-remove";
};

function ConnectionItem({ id, name, form, email, createdAtMs, lastUsedAtMs }: ItemProps) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-4">
      <div className="min-w-0">
        <p className="truncate font-medium">
          <bdi>{name}</bdi>
          {email === null ? null : (
            <bdi dir="ltr" className="ms-2 font-normal text-muted">
              {email}
            </bdi>
          )}
        </p>
        <SinceLine createdAtMs={createdAtMs} lastUsedAtMs={lastUsedAtMs} />
      </div>
      <PlainForm method="post" preventScrollReset>
        <input type="hidden" name="form" value={form} />
        <Button
          type="submit"
          size="sm"
          variant="quiet"
          name="id"
          value={id}
          aria-label={m.signins_disconnect_of({ provider: name })}
        >
          {m.signins_disconnect()}
        </Button>
      </PlainForm>
    </li>
  );
}

/** Accounts elsewhere that open this one. Nothing where no provider is set up and none connected. */
export function ConnectionList(props: ConnectionListProps) {
  const { connections, companies, providers, connected, failure } = props;
  const items: ItemProps[] = [
    ...companies.map(({ id, workspaceName: name, email, createdAtMs, lastUsedAtMs }) => {
      const form = "company-remove" as const;
      return { id, name, form, email, createdAtMs, lastUsedAtMs };
    }),
    ...connections.map(({ id, provider, email, createdAtMs, lastUsedAtMs }) => {
      const form = "connection-remove" as const;
      return { id, name: providerNames[provider], form, email, createdAtMs, lastUsedAtMs };
    }),
  ];
  if (items.length === 0 && providers.length === 0) return null;
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
      {items.length === 0 ? (
        <p className="px-5 py-5 text-muted">{m.signins_connections_empty()}</p>
      ) : (
        <ul className="divide-y divide-line">
          {items.map((item) => (
            <ConnectionItem key={item.id} {...item} />
          ))}
        </ul>
      )}
    </Card>
  );
}
