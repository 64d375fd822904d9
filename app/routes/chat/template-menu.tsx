import { TextQuote } from "lucide-react";
import { useId, useRef } from "react";
import { Link, useFetcher } from "react-router";
import { placePopover } from "#app/ui/place-popover.ts";
import { Skeleton } from "#app/ui/skeleton.tsx";
import { Tooltip } from "#app/ui/tooltip.tsx";
import type { TemplateView } from "#features/chat/schema";
import { m } from "#messages";

interface TemplateMenuProps {
  onInsert: (text: string) => void;
}

/** Inserts a prompt template; the list is loaded when it is opened. */
export function TemplateMenu({ onInsert }: TemplateMenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const popover = useRef<HTMLDivElement>(null);
  const fetcher = useFetcher<{ templates?: TemplateView[] }>();
  const templates = fetcher.data?.templates;
  return (
    <>
      <Tooltip text={m.chat_templates()}>
        <button
          ref={button}
          type="button"
          popoverTarget={id}
          aria-label={m.chat_templates()}
          className="inline-flex size-8 flex-none items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink"
        >
          <TextQuote aria-hidden="true" className="size-4" />
        </button>
      </Tooltip>
      <div
        ref={popover}
        id={id}
        popover="auto"
        onToggle={(event) => {
          if (event.newState !== "open") return;
          placePopover(event.currentTarget, button.current, "above");
          void fetcher.load("/chat/templates");
        }}
        className="popover popover-above w-80 max-w-[calc(100vw-24px)]"
      >
        {templates === undefined ? <Skeleton className="m-2.5 h-4 w-40" /> : null}
        {templates?.length === 0 ? (
          <p className="px-2.5 py-2 text-muted">{m.chat_templates_empty()}</p>
        ) : null}
        {templates?.map((template) => (
          <button
            key={template.id}
            type="button"
            onClick={() => {
              popover.current?.hidePopover();
              onInsert(template.text);
            }}
            className="block w-full rounded-sm px-2.5 py-1.5 text-start hover:bg-sunken focus-visible:bg-sunken"
          >
            <span dir="auto" className="block truncate font-medium">
              {template.name}
            </span>
            <span dir="auto" className="block truncate text-xs text-muted">
              {template.text}
            </span>
          </button>
        ))}
        <Link
          to="/chat/templates"
          className="mt-1 block border-t border-line px-2.5 py-2 text-accent hover:underline"
        >
          {m.chat_templates_manage()}
        </Link>
      </div>
    </>
  );
}
