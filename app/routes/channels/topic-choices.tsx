import { Checkbox } from "#app/ui/checkbox.tsx";
import { type ChannelTopic, channelTopics } from "#features/channels/schema";
import { m } from "#messages";
import { topicWords } from "./topic-words.ts";

/** What a channel is told: any of what concerns the whole workspace. */
export function TopicChoices({ chosen }: { chosen: readonly ChannelTopic[] }) {
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{m.channels_topics()}</legend>
      <div className="grid gap-x-6 sm:grid-cols-2">
        {channelTopics.map((topic) => (
          <Checkbox
            key={topic}
            name="topics"
            value={topic}
            defaultChecked={chosen.includes(topic)}
            label={topicWords[topic].label()}
            hint={topicWords[topic].hint()}
          />
        ))}
      </div>
    </fieldset>
  );
}
