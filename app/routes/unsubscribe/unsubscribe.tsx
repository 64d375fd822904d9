import { Form } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import type { FormOutcome } from "#app/ui/problem-view.ts";
import { getMailChoices, resubscribe, unsubscribe } from "#features/mail";
import type { MailChoices } from "#features/mail/schema";
import { mailTopics } from "#features/preferences/schema";
import { Problem } from "#core/problem";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import { PublicFrame } from "../identity/public-frame.tsx";
import type { Route } from "./+types/unsubscribe";
import { topicName } from "./topic-words.ts";

export const handle = { hydrate: false };

export function meta({ loaderData }: Route.MetaArgs): Route.MetaDescriptors {
  const topic = loaderData === undefined ? "" : topicName(loaderData.topic);
  return [
    { title: `${m.mail_unsubscribe_title({ topic })} · ${m.brand_name()}` },
    { name: "robots", content: "noindex" },
  ];
}

export function headers(): HeadersInit {
  return { "cache-control": "private, no-store", "referrer-policy": "no-referrer" };
}

export async function loader({ params, context }: Route.LoaderArgs) {
  return await getMailChoices(ctxOf(context), params.token);
}

function topicOf(form: FormData) {
  const topic = mailTopics.find((one) => one === textField(form, "topic"));
  if (topic !== undefined) return topic;
  throw new Problem("bad-request", { detail: "The form does not say which mails are meant." });
}

/** Also what mail programs post by themselves: `List-Unsubscribe=One-Click`, without a cookie (RFC 8058). */
export async function action({ request, params, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  if (form.get("List-Unsubscribe") === "One-Click") await unsubscribe(ctx, params.token);
  else {
    switch (textField(form, "intent")) {
      case "stop":
        await unsubscribe(ctx, params.token, topicOf(form));
        break;
      case "stop-all":
        await unsubscribe(ctx, params.token, "everything");
        break;
      case "start":
        await resubscribe(ctx, params.token, topicOf(form));
        break;
      default:
        throw new Problem("bad-request", { detail: "The form does not say what to do." });
    }
  }
  return { done: true };
}

function Choice({ topic, on, primary }: MailChoices["topics"][number] & { primary?: boolean }) {
  const name = topicName(topic);
  if (primary === true) {
    return (
      <Form method="post">
        <input type="hidden" name="topic" value={topic} />
        <Button
          type="submit"
          name="intent"
          value={on ? "stop" : "start"}
          variant={on ? "primary" : "secondary"}
          wide
        >
          {on ? m.mail_unsubscribe_act() : m.mail_unsubscribe_undo()}
        </Button>
      </Form>
    );
  }
  return (
    <Form method="post" className="flex items-center justify-between gap-4 py-2.5">
      <input type="hidden" name="topic" value={topic} />
      <span className={on ? "" : "text-muted line-through"}>{name}</span>
      <Button
        type="submit"
        size="sm"
        name="intent"
        value={on ? "stop" : "start"}
        aria-label={
          on
            ? m.mail_unsubscribe_stop_for({ topic: name })
            : m.mail_unsubscribe_start_for({ topic: name })
        }
      >
        {on ? m.mail_unsubscribe_stop() : m.mail_unsubscribe_start()}
      </Button>
    </Form>
  );
}

/** Where the link of a mail leads: it shows, and only a press of a button changes. Nobody signs in. */
export default function Unsubscribe({ loaderData, actionData }: Route.ComponentProps) {
  const { address, topic, topics } = loaderData;
  const own = topics.find((one) => one.topic === topic);
  const others = topics.filter((one) => one.topic !== topic);
  const problem = (actionData as FormOutcome | undefined)?.problem;
  return (
    <PublicFrame width="card">
      <PageHeader
        title={m.mail_unsubscribe_title({ topic: topicName(topic) })}
        description={m.mail_unsubscribe_lead({ address: `\u2068${address}\u2069` })}
      />
      <div className="grid grid-cols-1 gap-6">
        {problem === undefined ? null : (
          <Notice tone="danger" urgent title={problem.title}>
            <p>{problem.advice}</p>
          </Notice>
        )}
        {own === undefined ? null : (
          <Card>
            <div className="grid gap-4">
              <output className="block font-medium">
                {own.on ? m.mail_unsubscribe_on() : m.mail_unsubscribe_done()}
              </output>
              <Choice {...own} primary />
            </div>
          </Card>
        )}
        <Card title={m.mail_unsubscribe_others()} description={m.mail_unsubscribe_essential()}>
          <div className="divide-y divide-line">
            {others.map((one) => (
              <Choice key={one.topic} {...one} />
            ))}
          </div>
          {topics.some(({ on }) => on) ? (
            <Form method="post" className="mt-4">
              <Button type="submit" name="intent" value="stop-all" wide>
                {m.mail_unsubscribe_all()}
              </Button>
            </Form>
          ) : null}
        </Card>
      </div>
    </PublicFrame>
  );
}
