import { Form, useNavigation } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import type { EndpointView } from "#features/webhooks/schema";
import { m } from "#messages";
import { EndpointStateBadge } from "./endpoint-state.tsx";

interface EndpointHeaderProps {
  endpoint: EndpointView;
  host: string;
}

/** Which endpoint this is, whether it is on, and what can be done at once. */
export function EndpointHeader({ endpoint, host }: EndpointHeaderProps) {
  const navigation = useNavigation();
  const isOn = endpoint.state === "active";
  return (
    <PageHeader
      title={
        <span className="flex flex-wrap items-center gap-2">
          <bdi dir="ltr" className="break-all">
            {host}
          </bdi>
          <EndpointStateBadge {...endpoint} />
        </span>
      }
      description={
        <>
          {endpoint.description === "" ? null : (
            <span className="block">
              <bdi>{endpoint.description}</bdi>
            </span>
          )}
          <bdi dir="ltr" className="font-mono text-xs break-all">
            {endpoint.url}
          </bdi>
        </>
      }
      actions={
        <>
          <Form method="post">
            <input type="hidden" name="intent" value="switch" />
            <Button type="submit" name="on" value={isOn ? "0" : "1"}>
              {isOn ? m.webhooks_switch_off() : m.webhooks_switch_on()}
            </Button>
          </Form>
          <Form method="post">
            <Button
              type="submit"
              variant="primary"
              name="intent"
              value="test"
              pending={navigation.formData?.get("intent") === "test"}
            >
              {m.webhooks_test()}
            </Button>
          </Form>
        </>
      }
    />
  );
}
