import { useFetcher } from "react-router";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { ConfirmByName } from "#app/ui/confirm-by-name.tsx";
import { DialogTrigger } from "#app/ui/dialog-trigger.tsx";
import type {
  ChannelFailing,
  ChannelView,
  LastDelivery as Delivery,
} from "#features/channels/schema";
import { m } from "#messages";
import { ChannelEdit } from "./channel-edit.tsx";
import { failureWords } from "./failure-words.ts";
import { LastDelivery } from "./last-delivery.tsx";
import { kindWords } from "./parse-channel-form.ts";
import { topicWords } from "./topic-words.ts";

const states = {
  active: { tone: "success", label: m.channels_state_active },
  off: { tone: "neutral", label: m.channels_state_off },
  disabled: { tone: "danger", label: m.channels_state_disabled },
} as const;

const disabledWords: Record<ChannelFailing, () => string> = {
  gone: m.channels_gone_text,
  failing: m.channels_failing_text,
};

/** One channel: what it hears, how it fares, and what can be done with it. */
export function ChannelRow({ channel, mayChange }: { channel: ChannelView; mayChange: boolean }) {
  const { id, kind, name, host, topics, state, disabledReason, last } = channel;
  const fetcher = useFetcher<{ tested?: Delivery }>();
  const tested = fetcher.data?.tested;
  const dialogId = `delete-${id}`;
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-3 px-5 py-4">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium" dir="auto">
            {name}
          </span>
          <Badge tone={states[state].tone}>{states[state].label()}</Badge>
        </p>
        <p className="mt-0.5 text-xs text-muted">
          {kindWords[kind]()} · <bdi dir="ltr">{host}</bdi>
        </p>
        <p className="mt-1.5 text-xs text-muted">
          {topics.map((topic) => topicWords[topic].label()).join(" · ")}
        </p>
        {disabledReason === null ? null : (
          <p className="mt-1.5">{disabledWords[disabledReason]()}</p>
        )}
        <p className="mt-1.5 text-xs">
          <LastDelivery last={last} />
        </p>
        {tested === undefined ? null : (
          <output className="mt-1.5 block text-xs">
            {tested.state === "succeeded"
              ? m.channels_test_sent()
              : m.channels_test_failed({ reason: failureWords(tested) })}
          </output>
        )}
      </div>
      {mayChange ? (
        <div className="flex flex-wrap gap-2">
          <fetcher.Form method="post" className="flex flex-wrap gap-2">
            <input type="hidden" name="channelId" value={id} />
            <Button type="submit" size="sm" name="intent" value="test">
              {m.channels_test()}
            </Button>
            <Button
              type="submit"
              size="sm"
              variant="quiet"
              name="intent"
              value={state === "active" ? "off" : "active"}
            >
              {state === "active" ? m.channels_switch_off() : m.channels_switch_on()}
            </Button>
          </fetcher.Form>
          <ChannelEdit channel={channel} />
          <DialogTrigger dialog={dialogId} size="sm" variant="quiet">
            {m.shell_delete()}
          </DialogTrigger>
          <ConfirmByName
            id={dialogId}
            title={m.channels_delete()}
            name={name}
            fields={{ intent: "delete", channelId: id }}
            confirmLabel={m.channels_delete()}
          >
            {m.channels_delete_text()}
          </ConfirmByName>
        </div>
      ) : null}
    </li>
  );
}
