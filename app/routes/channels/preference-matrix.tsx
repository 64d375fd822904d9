import { Lock } from "lucide-react";
import { Checkbox } from "#app/ui/checkbox.tsx";
import {
  isChoosable,
  type PersonalChannel,
  personalChannels,
  type Preferences,
  type Topic,
  topicFacts,
} from "#features/preferences/schema";
import { m } from "#messages";
import { topicWords } from "./topic-words.ts";

const channelWords: Record<PersonalChannel, () => string> = {
  app: m.channels_prefs_app,
  mail: m.channels_prefs_mail,
  push: m.channels_prefs_push,
};

interface CellProps {
  topic: Topic;
  channel: PersonalChannel;
  on: boolean;
}

function Cell({ topic, channel, on }: CellProps) {
  if (!(channel in topicFacts[topic].defaults)) {
    return (
      <span className="text-muted">
        <span aria-hidden="true">–</span>
        <span className="sr-only">{m.channels_prefs_never()}</span>
      </span>
    );
  }
  if (!isChoosable(topic, channel)) {
    return (
      <span className="inline-flex size-6 items-center justify-center text-muted">
        <Lock aria-hidden="true" className="size-3.5" />
        <span className="sr-only">{m.channels_prefs_locked()}</span>
      </span>
    );
  }
  const label = m.channels_prefs_in({
    topic: topicWords[topic].label(),
    channel: channelWords[channel](),
  });
  return <Checkbox bare name={`${topic}.${channel}`} defaultChecked={on} label={label} />;
}

interface PreferenceMatrixProps {
  choices: Preferences["topics"];
  /** The topics that this person can be told about. */
  topics: Topic[];
}

/** What a person is told about, and where: one row a topic, one column a channel. */
export function PreferenceMatrix({ choices, topics }: PreferenceMatrixProps) {
  return (
    <table className="w-full">
      <caption className="sr-only">{m.channels_prefs_matrix()}</caption>
      <thead>
        <tr className="border-b border-line text-xs text-muted">
          <th scope="col" className="py-2 text-start font-medium">
            {m.channels_prefs_topic()}
          </th>
          {personalChannels.map((channel) => (
            <th
              key={channel}
              scope="col"
              className="w-16 px-1 py-2 text-center font-medium sm:w-24"
            >
              {channelWords[channel]()}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {topics.map((topic) => (
          <tr key={topic}>
            <th scope="row" className="py-2.5 pe-3 text-start font-normal">
              <span className="block font-medium">{topicWords[topic].label()}</span>
              <span className="block text-xs text-muted">{topicWords[topic].hint()}</span>
            </th>
            {personalChannels.map((channel) => (
              <td key={channel} className="px-1 py-2 text-center align-middle">
                <Cell topic={topic} channel={channel} on={choices[topic][channel] === true} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
