import { Search } from "lucide-react";
import { Form } from "react-router";
import { cx } from "#app/ui/cx.ts";
import { controlClass } from "#app/ui/form-context.ts";
import { m } from "#messages";

interface ListSearchProps {
  query: string;
  archived: boolean;
  onQuery: (query: string) => void;
}

/** Searches titles and messages as it is typed into; without script on Enter. */
export function ListSearch({ query, archived, onQuery }: ListSearchProps) {
  return (
    <search>
      <Form method="get" className="relative mx-3 mb-2">
        {archived ? <input type="hidden" name="archived" value="1" /> : null}
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute inset-y-0 start-2.5 my-auto size-4 text-muted"
        />
        <input
          type="search"
          name="q"
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          maxLength={200}
          aria-label={m.chat_search()}
          placeholder={m.chat_search()}
          className={cx(controlClass, "h-9 ps-8.5")}
        />
      </Form>
    </search>
  );
}
