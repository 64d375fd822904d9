import { Form } from "react-router";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { formatDate } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import type { TrustedDevice, TwoFactorState } from "#features/two-factor/schema";
import { m } from "#messages";
import { deviceName, placeName } from "./device-words.ts";

function Trusted({ devices }: { devices: TrustedDevice[] }) {
  if (devices.length === 0) return null;
  return (
    <>
      <h3 className="mt-5 mb-1 font-medium">{m.security_trusted_title()}</h3>
      <ul className="divide-y divide-line">
        {devices.map((device) => (
          <li key={device.id} className="flex items-center gap-3 py-2">
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-2">
                <bdi>{deviceName(device)}</bdi>
                {device.current ? <Badge>{m.security_session_here()}</Badge> : null}
              </p>
              <p className="text-muted">
                <bdi>{placeName(device)}</bdi> ·{" "}
                {m.security_trusted_until({ date: formatDate(device.trustedUntilMs) })}
              </p>
            </div>
            <Form method="post">
              <input type="hidden" name="form" value="distrust" />
              <Button type="submit" size="sm" name="id" value={device.id}>
                {m.security_trusted_stop()}
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Whether a second factor is asked for, what is left for it, and the ways to change that. */
export function TwoFactorCard({ state }: { state: TwoFactorState }) {
  const { on, backupCodesLeft, trustedDevices } = state;
  return (
    <Card
      title={m.security_two_factor()}
      description={m.security_two_factor_text()}
      actions={
        on ? (
          <Badge tone="success">{m.security_on()}</Badge>
        ) : (
          <Badge tone="warning">{m.security_off()}</Badge>
        )
      }
    >
      {on ? (
        <>
          <p>{m.security_backup_left({ count: backupCodesLeft })}</p>
          <div className="mt-3 flex flex-wrap gap-2">
            <Form method="post" action="/account/security/two-factor">
              <Button type="submit" name="form" value="regenerate">
                {m.security_two_factor_regenerate()}
              </Button>
            </Form>
            <Form method="post">
              <Button type="submit" variant="danger" name="form" value="two-factor-off">
                {m.security_two_factor_off()}
              </Button>
            </Form>
          </div>
          <Trusted devices={trustedDevices} />
        </>
      ) : (
        <LinkButton to="/account/security/two-factor">{m.security_two_factor_start()}</LinkButton>
      )}
    </Card>
  );
}
