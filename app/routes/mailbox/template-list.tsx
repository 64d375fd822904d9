import { Link, useLocation } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { cx } from "#app/ui/cx.ts";
import { Select } from "#app/ui/select.tsx";
import {
  type MailTopic,
  templateFacts,
  type TemplateName,
  templateNames,
} from "#features/mail/schema";
import { mailTopics } from "#features/preferences/schema";
import { m } from "#messages";
import { topicName } from "../unsubscribe/topic-words.ts";
import { galleryAddress } from "./gallery-query.ts";
import { templateName } from "./template-words.ts";

interface TemplateGroup {
  topic: MailTopic;
  names: TemplateName[];
}

const groups: TemplateGroup[] = mailTopics
  .map((topic) => ({
    topic,
    names: templateNames.filter((name) => templateFacts[name].topic === topic),
  }))
  .filter(({ names }) => names.length > 0);

/** The order in which the list shows them. */
const inOrder = groups.flatMap(({ names }) => names);

/** Those before and after a template in the list. */
export function neighboursOf(template: TemplateName) {
  const at = inOrder.indexOf(template);
  return { previous: inOrder[at - 1], next: inOrder[at + 1] };
}

/** Every template by what it is about: beside the mail where there is room. */
export function TemplateLinks({ current }: { current: TemplateName }) {
  const { search } = useLocation();
  return (
    <nav aria-label={m.mailtemplates_title()} className="grid gap-5 max-lg:hidden">
      {groups.map(({ topic, names }) => (
        <section key={topic}>
          <h2 className="mb-1 text-xs font-medium text-muted">{topicName(topic)}</h2>
          <ul>
            {names.map((name) => (
              <li key={name}>
                <Link
                  to={galleryAddress(search, { template: name })}
                  aria-current={name === current ? "page" : undefined}
                  className={cx(
                    "-mx-2 block rounded-sm px-2 py-1",
                    name === current ? "bg-sunken font-medium" : "hover:bg-sunken",
                  )}
                >
                  {templateName(name)}
                  <code dir="ltr" className="block font-mono text-xs font-normal text-muted">
                    {name}
                  </code>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

/** The same in one line, where there is not. */
export function TemplateSelect({ current }: { current: TemplateName }) {
  const { search } = useLocation();
  const kept = [...new URLSearchParams(search)].filter(([name]) => name !== "template");
  return (
    <form className="mb-5 flex gap-2 lg:hidden">
      {kept.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Select
        name="template"
        aria-label={m.mailtemplates_one()}
        defaultValue={current}
        className="min-w-0 flex-1"
        options={groups.map(({ topic, names }) => ({
          label: topicName(topic),
          options: names.map((name) => ({ value: name, label: templateName(name) })),
        }))}
      />
      <Button type="submit">{m.mailtemplates_show()}</Button>
    </form>
  );
}
