import { Search } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { m } from "#messages";
import { navigationFor, type Viewer } from "./navigation.ts";

const Palette = lazy(() => import("./palette.tsx"));
const ShortcutHelp = lazy(() => import("./shortcut-help.tsx"));

const SEQUENCE_MS = 1_200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** The search button, and the keys that work everywhere: ⌘K, `?`, and `g` followed by a place. */
export function CommandKey({ viewer }: { viewer: Viewer }) {
  const [shown, setShown] = useState<"palette" | "help">();
  const navigate = useNavigate();
  useEffect(() => {
    let goAtMs = -Infinity;
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        setShown((now) => (now === "palette" ? undefined : "palette"));
        return;
      }
      if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.key === "?") setShown("help");
      if (event.timeStamp - goAtMs < SEQUENCE_MS) {
        const entries = navigationFor(viewer).flatMap((group) => group.entries);
        const entry = entries.find(({ key }) => key === event.key);
        if (entry !== undefined) void navigate(entry.to);
      }
      goAtMs = event.key === "g" ? event.timeStamp : -Infinity;
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate, viewer]);
  const close = () => setShown(undefined);
  return (
    <>
      <button
        type="button"
        aria-keyshortcuts="Meta+K Control+K"
        aria-haspopup="dialog"
        onClick={() => setShown("palette")}
        className="flex h-9 w-full items-center gap-2.5 rounded-md border border-line bg-surface px-2.5 text-muted hover:border-field"
      >
        <Search aria-hidden="true" className="size-4" />
        <span className="flex-1 text-start">{m.shell_table_search()}</span>
        <kbd className="font-mono text-xs" dir="ltr">
          ⌘K
        </kbd>
      </button>
      <Suspense>
        {shown === "palette" ? (
          <Palette viewer={viewer} onClose={close} onHelp={() => setShown("help")} />
        ) : null}
        {shown === "help" ? <ShortcutHelp viewer={viewer} onClose={close} /> : null}
      </Suspense>
    </>
  );
}
