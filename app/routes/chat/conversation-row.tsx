import {
  Archive,
  ArchiveRestore,
  Download,
  Ellipsis,
  Pencil,
  Pin,
  PinOff,
  Settings2,
  Trash2,
} from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { NavLink, useFetcher, useLocation, useNavigate } from "react-router";
import { cx } from "#app/ui/cx.ts";
import { useMay } from "#app/ui/may-context.ts";
import { Menu } from "#app/ui/menu.tsx";
import { MenuButton, MenuDivider, MenuLink } from "#app/ui/menu-item.tsx";
import { toast } from "#app/ui/toast.ts";
import type { ConversationView } from "#features/chat/schema";
import { m } from "#messages";
import { limits } from "./limits.ts";

interface ConversationRowProps {
  conversation: ConversationView;
  onDelete: (conversation: ConversationView) => void;
}

/** One conversation of the list with everything that can be done to it. */
export function ConversationRow({ conversation, onDelete }: ConversationRowProps) {
  const { id, pinned } = conversation;
  const { submit, formData } = useFetcher();
  const { search } = useLocation();
  const [renaming, setRenaming] = useState(false);
  const act = useActs(conversation, submit);
  const mayWrite = useMay("chat.write");
  const sentTitle = formData?.get("title");
  const title = typeof sentTitle === "string" ? sentTitle : conversation.title;
  if (renaming) {
    return (
      <li>
        <RenameField
          title={title}
          onDone={(next) => {
            setRenaming(false);
            if (next !== undefined && next !== title) act({ intent: "rename", title: next });
          }}
        />
      </li>
    );
  }
  return (
    <li className="group/row relative flex items-center">
      <NavLink
        to={{ pathname: `/chat/${id}`, search: keptSearch(search) }}
        data-row
        prefetch="intent"
        title={title}
        onKeyDown={(event) => {
          if (!mayWrite) return;
          if (event.key === "F2") setRenaming(true);
          if (event.key === "Delete") onDelete(conversation);
        }}
        className={({ isActive }) =>
          cx(
            "tap flex h-9 min-w-0 flex-1 items-center gap-2 rounded-md ps-2 pe-9 pointer-coarse:pe-12",
            isActive ? "bg-accent-soft text-accent" : "hover:bg-sunken",
          )
        }
      >
        {pinned ? <Pin aria-hidden="true" className="size-3.5 flex-none text-muted" /> : null}
        <span dir="auto" className="truncate">
          {title}
        </span>
      </NavLink>
      <span className="absolute inset-y-0 end-1 inline-flex items-center opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 pointer-coarse:opacity-100">
        <RowMenu
          conversation={conversation}
          onRename={() => setRenaming(true)}
          onDelete={onDelete}
          act={act}
        />
      </span>
    </li>
  );
}

function keptSearch(search: string): string {
  const archived = new URLSearchParams(search).get("archived");
  return archived === null ? "" : `?archived=${archived}`;
}

type Act = (fields: Record<string, string>) => void;

function useActs(
  { id, archived }: ConversationView,
  submit: ReturnType<typeof useFetcher>["submit"],
): Act {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const action = `/chat/${id}`;
  return (fields) => {
    void submit(fields, { method: "post", action });
    if (fields.intent !== "archive") return;
    const undo = () =>
      void submit({ intent: "archive", archived: String(archived) }, { method: "post", action });
    toast(archived ? m.chat_restored() : m.chat_archived(), {
      action: { label: m.shell_undo(), onAct: undo },
    });
    if (!archived && pathname.startsWith(action)) void navigate("/chat");
  };
}

interface RowMenuProps extends ConversationRowProps {
  onRename: () => void;
  act: Act;
}

function RowMenu({ conversation, onRename, onDelete, act }: RowMenuProps) {
  const { id, title, pinned, archived } = conversation;
  const mayWrite = useMay("chat.write");
  return (
    <Menu
      side="end"
      label={m.chat_row_menu({ title })}
      triggerClassName="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-line hover:text-ink"
      trigger={<Ellipsis aria-hidden="true" className="size-4" />}
    >
      {mayWrite ? (
        <>
          <MenuButton icon={Pencil} aside="F2" onClick={onRename}>
            {m.chat_rename()}
          </MenuButton>
          <MenuButton
            icon={pinned ? PinOff : Pin}
            onClick={() => act({ intent: "pin", pinned: String(!pinned) })}
          >
            {pinned ? m.chat_unpin() : m.chat_pin()}
          </MenuButton>
          <MenuButton
            icon={archived ? ArchiveRestore : Archive}
            onClick={() => act({ intent: "archive", archived: String(!archived) })}
          >
            {archived ? m.chat_restore() : m.chat_archive()}
          </MenuButton>
          <MenuLink icon={Settings2} to={`/chat/${id}/settings`}>
            {m.chat_settings()}
          </MenuLink>
        </>
      ) : null}
      <MenuLink icon={Download} reload to={`/chat/${id}/export/markdown`}>
        {m.chat_export_markdown()}
      </MenuLink>
      {mayWrite ? (
        <>
          <MenuDivider />
          <MenuButton icon={Trash2} danger aside="Del" onClick={() => onDelete(conversation)}>
            {m.shell_delete()}
          </MenuButton>
        </>
      ) : null}
    </Menu>
  );
}

interface RenameFieldProps {
  title: string;
  /** With the new title, or undefined when nothing was changed. */
  onDone: (title: string | undefined) => void;
}

function RenameField({ title, onDone }: RenameFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => input.current?.select(), []);
  const finish = (value: string | undefined) => {
    if (done.current) return;
    done.current = true;
    const next = value?.trim();
    onDone(next === "" ? undefined : next);
  };
  return (
    <input
      ref={input}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- it takes the place of the row's link
      autoFocus
      dir="auto"
      defaultValue={title}
      maxLength={limits.titleLengthMax}
      aria-label={m.chat_rename_label()}
      onBlur={(event) => finish(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") finish(event.currentTarget.value);
        if (event.key === "Escape") {
          event.preventDefault();
          finish(undefined);
        }
      }}
      className="h-9 w-full rounded-md border border-field bg-surface px-2 text-base sm:text-sm"
    />
  );
}
