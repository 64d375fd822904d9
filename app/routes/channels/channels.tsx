import { Megaphone } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import type { RouteHandle } from "#app/ui/handle.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Select } from "#app/ui/select.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { Problem } from "#core/problem";
import {
  createChannel,
  deleteChannel,
  listChannels,
  testChannel,
  updateChannel,
} from "#features/channels";
import { channelKinds, channelTopics } from "#features/channels/schema";
import { may } from "#features/workspaces";
import { m } from "#messages";
import { pageTitle } from "../identity/page-title.ts";
import { inReadersWords } from "../webhooks/endpoint-form.ts";
import { ShownSecret } from "../webhooks/shown-secret.tsx";
import type { Route } from "./+types/channels";
import { ChannelRow } from "./channel-row.tsx";
import { kindWords, parseChangeForm, parseChannelForm } from "./parse-channel-form.ts";
import { TopicChoices } from "./topic-choices.tsx";

export const handle: RouteHandle = { crumb: () => m.channels_title() };

export function meta() {
  return pageTitle(m.channels_title());
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const channels = may(ctx, "webhooks.read") ? await listChannels(ctx) : [];
  return { channels, mayChange: may(ctx, "webhooks.write") };
}

async function confirmed(ctx: Parameters<typeof listChannels>[0], id: string, typed: unknown) {
  const channel = (await listChannels(ctx)).find((one) => one.id === id);
  if (channel === undefined) throw new Problem("not-found");
  if (channel.name !== typed) {
    const detail = m.shell_confirm_name({ name: channel.name });
    throw new Problem("invalid-input", { errors: [{ pointer: "/confirm", detail }] });
  }
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  const channelId = form.get("channelId");
  const id = typeof channelId === "string" ? channelId : "";
  const intent = form.get("intent");
  switch (intent) {
    case "test":
      return { tested: await testChannel(ctx, id) };
    case "active":
    case "off":
      await updateChannel(ctx, id, { state: intent });
      return {};
    case "change":
      await updateChannel(ctx, id, parseChangeForm(form));
      return { changed: true };
    case "delete":
      await confirmed(ctx, id, form.get("confirm"));
      await deleteChannel(ctx, id);
      return {};
    case "create": {
      const input = parseChannelForm(form);
      const { secret, channel } = await inReadersWords(() => createChannel(ctx, input));
      return { secret, createdId: channel.id };
    }
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

function NewChannelForm() {
  return (
    <Card title={m.channels_add()} id="new">
      <Form name="channel" guarded>
        <input type="hidden" name="intent" value="create" />
        <div className="grid items-start gap-5 sm:grid-cols-2">
          <Field name="kind" label={m.channels_kind()}>
            <Select
              defaultValue="slack"
              options={channelKinds.map((kind) => ({ value: kind, label: kindWords[kind]() }))}
            />
          </Field>
          <Field name="name" label={m.channels_name()} hint={m.channels_name_hint()} required>
            <TextInput maxLength={60} dir="auto" autoComplete="off" />
          </Field>
        </div>
        <Field name="url" label={m.channels_url()} hint={m.channels_url_hint()} required>
          <TextInput type="url" maxLength={500} dir="ltr" autoComplete="off" />
        </Field>
        <TopicChoices chosen={channelTopics} />
        <div>
          <Button type="submit" variant="primary">
            {m.channels_add()}
          </Button>
        </div>
      </Form>
    </Card>
  );
}

const noneCreated = { secret: null, createdId: undefined };

/** Where the whole workspace is told. */
export default function Channels({ loaderData, actionData }: Route.ComponentProps) {
  const { channels, mayChange } = loaderData;
  const { secret, createdId } =
    actionData !== undefined && "secret" in actionData ? actionData : noneCreated;
  return (
    <Page width="form">
      <PageHeader title={m.channels_title()} description={m.channels_lead()} />
      <div className="grid grid-cols-1 gap-6">
        {typeof secret === "string" ? <ShownSecret secret={secret} /> : null}
        <Card flush>
          {channels.length === 0 ? (
            <EmptyState icon={Megaphone} title={m.channels_none()}>
              {m.channels_none_text()}
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line">
              {channels.map((channel) => (
                <ChannelRow key={channel.id} channel={channel} mayChange={mayChange} />
              ))}
            </ul>
          )}
        </Card>
        {mayChange ? (
          <NewChannelForm key={createdId} />
        ) : (
          <Notice tone="info">{m.channels_admins()}</Notice>
        )}
      </div>
    </Page>
  );
}
