import { CircleHelp, FileCode2, Keyboard, MessageSquare, SquarePen, UserRound } from "lucide-react";
import { useCallback } from "react";
import { useNavigate } from "react-router";
import { type Command, CommandPalette } from "#app/ui/command-palette.tsx";
import { m } from "#messages";
import { navigationFor, type Viewer } from "./navigation.ts";
import type { FoundRecord } from "./search.ts";

interface PaletteProps {
  viewer: Viewer;
  onClose: () => void;
  onHelp: () => void;
}

/** The shell's palette: its places, what can be done, and the workspace's records. */
export default function Palette({ viewer, onClose, onHelp }: PaletteProps) {
  const navigate = useNavigate();
  const pages: Command[] = navigationFor(viewer)
    .flatMap(({ entries }) => entries)
    .map(({ to, label, icon, key }) => ({
      id: to,
      label: label(),
      group: m.shell_palette_pages(),
      icon,
      aside: key === undefined ? undefined : `g ${key}`,
      run: () => void navigate(to),
    }));
  const group = m.shell_palette_actions();
  const actions: Command[] = [
    {
      id: "new-chat",
      label: m.shell_new_chat(),
      group,
      icon: SquarePen,
      run: () => void navigate("/chat"),
    },
    {
      id: "help",
      label: m.shell_help(),
      group,
      icon: CircleHelp,
      run: () => location.assign("/help"),
    },
    {
      id: "api",
      label: m.shell_api_docs(),
      group,
      icon: FileCode2,
      run: () => location.assign("/docs/api"),
    },
    { id: "keys", label: m.shell_shortcuts(), group, icon: Keyboard, aside: "?", run: onHelp },
  ];
  if (viewer.kind === "user") {
    actions.push({
      id: "account",
      label: m.shell_account(),
      group,
      icon: UserRound,
      run: () => void navigate("/account"),
    });
  }
  const search = useCallback(
    async (query: string, signal: AbortSignal): Promise<Command[]> => {
      const answer = await fetch(`/search?q=${encodeURIComponent(query)}`, { signal });
      if (!answer.ok) return [];
      const { items } = await answer.json<{ items: FoundRecord[] }>();
      return items.map(({ id, title, to }) => ({
        id,
        label: title,
        group: m.shell_palette_conversations(),
        icon: MessageSquare,
        run: () => void navigate(to),
      }));
    },
    [navigate],
  );
  return <CommandPalette commands={[...actions, ...pages]} search={search} onClose={onClose} />;
}
