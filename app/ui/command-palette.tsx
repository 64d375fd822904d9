import { type LucideIcon, Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { m } from "#messages";
import { cx } from "./cx.ts";
import { rankCommands } from "./rank-commands.ts";

export interface Command {
  id: string;
  label: string;
  /** Heading it stands under. */
  group: string;
  icon: LucideIcon;
  /** More words to find it by. */
  keywords?: string;
  /** At the end: its shortcut or where it belongs. */
  aside?: string;
  run: () => void;
}

interface CommandPaletteProps {
  commands: readonly Command[];
  /** Finds records; called when the reader pauses, aborted when they type on. */
  search?: (query: string, signal: AbortSignal) => Promise<Command[]>;
  onClose: () => void;
}

/** The list of a combobox, which no native list can be: it keeps the focus in the text. */
const roles = {
  list: { role: "listbox" },
  group: { role: "group" },
  option: (active: boolean) => ({ role: "option", "aria-selected": active }),
} as const;

const PAUSE_MS = 150;
const SEARCH_LENGTH_MIN = 2;

function useFound(query: string, search: CommandPaletteProps["search"]): Command[] {
  const [found, setFound] = useState<{ query: string; records: Command[] }>();
  useEffect(() => {
    if (search === undefined || query.trim().length < SEARCH_LENGTH_MIN) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      search(query, abort.signal).then(
        (records) => setFound({ query, records }),
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [query, search]);
  return found?.query === query ? found.records : [];
}

/** Everything by name: pages, actions and records, without leaving the keyboard. */
export function CommandPalette({ commands, search, onClose }: CommandPaletteProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const found = useFound(query, search);
  const listId = useId();
  const shown = [...rankCommands(commands, query), ...found];
  const active = shown[Math.min(at, shown.length - 1)];
  useEffect(() => {
    ref.current?.showModal();
  }, []);
  const choose = (command: Command | undefined) => {
    if (command === undefined) return;
    ref.current?.close();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && shown.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, shown.length - 1) + step + shown.length) % shown.length);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      choose(active);
    }
  };
  return (
    <dialog
      ref={ref}
      aria-label={m.shell_palette()}
      onClose={onClose}
      {...{ closedby: "any" }}
      className="mx-auto mt-[12vh] w-[calc(100%-32px)] max-w-xl rounded-md border border-line bg-surface p-0 open:animate-appear"
    >
      <label className="flex items-center gap-3 border-b border-line px-4">
        <Search aria-hidden="true" className="size-4 flex-none text-muted" />
        <span className="sr-only">{m.shell_palette_hint()}</span>
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={active === undefined ? undefined : `${listId}-${active.id}`}
          autoComplete="off"
          value={query}
          placeholder={m.shell_palette_hint()}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="h-12 w-full bg-transparent text-base outline-none"
        />
      </label>
      <Options id={listId} commands={shown} active={active} onChoose={choose} />
      <p aria-live="polite" className={cx(shown.length > 0 ? "sr-only" : "px-4 pb-6 text-muted")}>
        {shown.length > 0
          ? m.shell_palette_count({ count: shown.length })
          : m.shell_table_none_match()}
      </p>
    </dialog>
  );
}

interface OptionsProps {
  id: string;
  commands: readonly Command[];
  active: Command | undefined;
  onChoose: (command: Command) => void;
}

function Options({ id, commands, active, onChoose }: OptionsProps) {
  const groups = Map.groupBy(commands, ({ group }) => group);
  return (
    <div
      id={id}
      {...roles.list}
      aria-label={m.shell_palette()}
      className="max-h-96 overflow-y-auto p-2"
    >
      {[...groups].map(([group, members]) => (
        <div key={group} {...roles.group} aria-label={group}>
          <p aria-hidden="true" className="px-2.5 pt-2 pb-1 text-xs text-muted">
            {group}
          </p>
          {members.map((command) => (
            <Option
              key={command.id}
              id={`${id}-${command.id}`}
              command={command}
              active={command.id === active?.id}
              onChoose={onChoose}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

interface OptionProps {
  id: string;
  command: Command;
  active: boolean;
  onChoose: (command: Command) => void;
}

function Option({ id, command, active, onChoose }: OptionProps) {
  const ref = useRef<HTMLButtonElement>(null);
  const { icon: Icon, label, aside } = command;
  useEffect(() => {
    if (active) ref.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <button
      ref={ref}
      type="button"
      id={id}
      {...roles.option(active)}
      tabIndex={-1}
      onClick={() => onChoose(command)}
      className={cx(
        "flex w-full items-center gap-3 rounded-sm px-2.5 py-2 text-start",
        active ? "bg-accent-soft" : "hover:bg-sunken",
      )}
    >
      <Icon aria-hidden="true" className="size-4 flex-none text-muted" />
      <span className="min-w-0 flex-1 truncate" dir="auto">
        {label}
      </span>
      {aside === undefined ? null : (
        <kbd className="font-mono text-xs text-muted" dir="ltr">
          {aside}
        </kbd>
      )}
    </button>
  );
}
