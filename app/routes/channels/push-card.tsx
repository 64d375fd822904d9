import { MonitorSmartphone } from "lucide-react";
import { useEffect, useState } from "react";
import { useFetcher } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Notice } from "#app/ui/notice.tsx";
import type { DeviceView, LastDelivery as Delivery } from "#features/channels/schema";
import { m } from "#messages";
import { failureWords } from "./failure-words.ts";
import { LastDelivery } from "./last-delivery.tsx";
import { knowsPush, ownEndpointHash, subscribe, type Subscribing } from "./push-subscription.ts";

function DeviceRow({ device }: { device: DeviceView }) {
  const fetcher = useFetcher<{ tested?: Delivery }>();
  const tested = fetcher.data?.tested;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <MonitorSmartphone aria-hidden="true" className="size-4 flex-none text-muted" />
      <div className="min-w-0 flex-1">
        <p className="font-medium" dir="auto">
          {device.label}
        </p>
        <p className="text-xs">
          <LastDelivery last={device.last} />
        </p>
        {tested === undefined ? null : (
          <output className="block text-xs">
            {tested.state === "succeeded"
              ? m.channels_test_sent()
              : m.channels_test_failed({ reason: failureWords(tested) })}
          </output>
        )}
      </div>
      <fetcher.Form method="post" className="flex gap-2">
        <input type="hidden" name="deviceId" value={device.id} />
        <Button type="submit" size="sm" name="intent" value="test-device">
          {m.channels_test()}
        </Button>
        <Button type="submit" size="sm" variant="quiet" name="intent" value="remove-device">
          {m.channels_push_off()}
        </Button>
      </fetcher.Form>
    </li>
  );
}

function problemText(kind: Subscribing["kind"]): string | undefined {
  if (kind === "denied") return m.channels_push_denied();
  if (kind === "failed") return m.channels_push_failed();
  return kind === "unsupported" ? m.channels_push_unsupported() : undefined;
}

interface ThisBrowser {
  knowsPush: boolean;
  isOn: boolean;
}

async function lookAtBrowser(devices: DeviceView[]): Promise<ThisBrowser> {
  const own = await ownEndpointHash().catch(() => undefined);
  const isOn = devices.some(({ endpointHash }) => endpointHash === own);
  return { knowsPush: knowsPush(), isOn };
}

/** What this browser can do, and whether it is one of the devices; as without script until it says. */
function useThisBrowser(devices: DeviceView[]): ThisBrowser {
  const [browser, setBrowser] = useState<ThisBrowser>({ knowsPush: false, isOn: false });
  useEffect(() => void lookAtBrowser(devices).then(setBrowser), [devices]);
  return browser;
}

/** The person's browsers with push, and the switch for this one. */
export function PushCard({ devices, publicKey }: { devices: DeviceView[]; publicKey: string }) {
  const fetcher = useFetcher();
  const [outcome, setOutcome] = useState<Subscribing["kind"]>();
  const browser = useThisBrowser(devices);
  const switchOn = async () => {
    const answer = await subscribe(publicKey);
    setOutcome(answer.kind);
    if (answer.kind !== "on") return;
    const subscription = JSON.stringify(answer.json);
    await fetcher.submit({ intent: "add-device", subscription }, { method: "post" });
  };
  const problem = outcome === undefined ? undefined : problemText(outcome);
  return (
    <Card title={m.channels_push_title()} description={m.channels_push_lead()}>
      {problem === undefined ? null : (
        <div className="mb-4" role="alert">
          <Notice tone="warning">{problem}</Notice>
        </div>
      )}
      {devices.length === 0 ? (
        <p className="text-muted">{m.channels_push_none()}</p>
      ) : (
        <ul className="divide-y divide-line">
          {devices.map((device) => (
            <DeviceRow key={device.id} device={device} />
          ))}
        </ul>
      )}
      <div className="mt-4">
        {browser.knowsPush && !browser.isOn ? (
          <Button type="button" onClick={() => void switchOn()} pending={fetcher.state !== "idle"}>
            {m.channels_push_on()}
          </Button>
        ) : null}
        {browser.knowsPush ? null : (
          <p className="text-xs text-muted">{m.channels_push_unsupported()}</p>
        )}
      </div>
    </Card>
  );
}
