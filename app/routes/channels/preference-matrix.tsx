import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox } from "#app/ui/checkbox.tsx";
import { tableRoles } from "#app/ui/table-roles.ts";
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

/** The channel's name where its column has no head: on a phone. */
function Named({ channel, children }: { channel: PersonalChannel; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-2.5 py-1 text-muted sm:gap-0 sm:py-0">
      {children}
      <span aria-hidden="true" className="sm:hidden">
        {channelWords[channel]()}
      </span>
    </span>
  );
}

function Cell({ topic, channel, on }: CellProps) {
  if (!(channel in topicFacts[topic].defaults)) {
    return (
      <Named channel={channel}>
        <span aria-hidden="true" className="w-4 text-center">
          –
        </span>
        <span className="sr-only">{m.channels_prefs_never()}</span>
      </Named>
    );
  }
  if (!isChoosable(topic, channel)) {
    return (
      <Named channel={channel}>
        <span className="inline-flex w-4 justify-center">
          <Lock aria-hidden="true" className="size-3.5" />
        </span>
        <span className="sr-only">{m.channels_prefs_locked()}</span>
      </Named>
    );
  }
  const name = channelWords[channel]();
  const label = m.channels_prefs_in({ topic: topicWords[topic].label(), channel: name });
  return (
    <Checkbox
      name={`${topic}.${channel}`}
      defaultChecked={on}
      aria-label={label}
      className="sm:gap-0"
      label={<span className="sm:hidden">{name}</span>}
    />
  );
}

interface PreferenceMatrixProps {
  choices: Preferences["topics"];
  /** The topics that this person can be told about. */
  topics: Topic[];
}

/**
 * What a person is told about, and where: one row a topic, one column a channel. On a phone each topic
 * is a block with its channels below.
 */
export function PreferenceMatrix({ choices, topics }: PreferenceMatrixProps) {
  return (
    <table {...tableRoles.table} className="w-full max-sm:block">
      <caption className="sr-only">{m.channels_prefs_matrix()}</caption>
      <thead {...tableRoles.group} className="max-sm:sr-only">
        <tr {...tableRoles.row} className="border-b border-line text-xs text-muted">
          <th {...tableRoles.columnHeader} scope="col" className="py-2 text-start font-medium">
            {m.channels_prefs_topic()}
          </th>
          {personalChannels.map((channel) => (
            <th
              key={channel}
              {...tableRoles.columnHeader}
              scope="col"
              className="w-24 px-1 py-2 text-center font-medium"
            >
              {channelWords[channel]()}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...tableRoles.group} className="divide-y divide-line max-sm:block">
        {topics.map((topic) => (
          <tr
            key={topic}
            {...tableRoles.row}
            className="max-sm:flex max-sm:flex-wrap max-sm:gap-x-6 max-sm:py-3 max-sm:first:pt-0"
          >
            <th
              {...tableRoles.rowHeader}
              scope="row"
              className="py-2.5 pe-3 text-start font-normal max-sm:w-full max-sm:py-0"
            >
              <span className="block font-medium">{topicWords[topic].label()}</span>
              <span className="block text-xs text-muted">{topicWords[topic].hint()}</span>
            </th>
            {personalChannels.map((channel) => (
              <td
                key={channel}
                {...tableRoles.cell}
                className="px-1 py-2 text-center align-middle max-sm:px-0 max-sm:pt-2 max-sm:pb-0"
              >
                <Cell topic={topic} channel={channel} on={choices[topic][channel] === true} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
