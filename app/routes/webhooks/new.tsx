import { useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { createEndpoint, listEndpoints } from "#features/webhooks";
import { NewEndpoint } from "#features/webhooks/schema";
import { m } from "#messages";
import type { Route } from "./+types/new";
import { checkForm, inReadersWords, parseEndpointForm } from "./endpoint-form.ts";
import { EndpointFields } from "./endpoint-fields.tsx";
import { ShownSecret } from "./shown-secret.tsx";

export const handle = { crumb: () => m.webhooks_new() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.webhooks_new()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  // Whoever may not make an endpoint learns it here, before typing.
  const endpoints = await listEndpoints(ctxOf(context));
  return { endpoints: endpoints.length };
}

export async function action({ request, context }: Route.ActionArgs) {
  const input = checkForm(NewEndpoint, parseEndpointForm(await request.formData()));
  const { endpoint, secret } = await inReadersWords(() => createEndpoint(ctxOf(context), input));
  return { created: { id: endpoint.id, secret } };
}

function Created({ id, secret }: { id: string; secret: string }) {
  return (
    <div className="grid grid-cols-1 gap-6">
      <Notice tone="success" title={m.webhooks_created_now()}>
        <p>{m.webhooks_created_text()}</p>
      </Notice>
      <ShownSecret secret={secret} />
      <div>
        <LinkButton to={`/webhooks/${id}`} variant="primary">
          {m.webhooks_open()}
        </LinkButton>
      </div>
    </div>
  );
}

/** Makes an endpoint and shows its secret, once. */
export default function NewWebhook({ actionData }: Route.ComponentProps) {
  const navigation = useNavigation();
  const created =
    actionData !== undefined && "created" in actionData ? actionData.created : undefined;
  return (
    <Page width="form">
      <PageHeader title={m.webhooks_new()} />
      {created === undefined ? (
        <Card>
          <Form guarded>
            <EndpointFields />
            <Button
              type="submit"
              variant="primary"
              pending={navigation.formMethod === "POST"}
              className="justify-self-start"
            >
              {m.webhooks_create()}
            </Button>
          </Form>
        </Card>
      ) : (
        <Created {...created} />
      )}
    </Page>
  );
}
