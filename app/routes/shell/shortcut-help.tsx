import { Dialog } from "#app/ui/dialog.tsx";
import { m } from "#messages";
import { navigationFor, type Viewer } from "./navigation.ts";

interface ShortcutHelpProps {
  viewer: Viewer;
  onClose: () => void;
}

function Keys({ keys }: { keys: string[] }) {
  return (
    <span className="inline-flex gap-1" dir="ltr">
      {keys.map((key) => (
        <kbd
          key={key}
          className="inline-flex h-6 min-w-6 items-center justify-center rounded-sm border border-line bg-paper px-1.5 font-mono text-xs"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}

/** The keys that work on every page. */
export default function ShortcutHelp({ viewer, onClose }: ShortcutHelpProps) {
  const places = navigationFor(viewer).flatMap(({ entries }) => entries);
  const rows: [string, string[]][] = [
    [m.shell_palette(), ["⌘", "K"]],
    [m.shell_shortcuts(), ["?"]],
    ...places.flatMap(({ label, key }): [string, string[]][] =>
      key === undefined ? [] : [[label(), ["g", key]]],
    ),
  ];
  return (
    <Dialog open onClose={onClose} title={m.shell_shortcuts()}>
      <dl className="divide-y divide-line">
        {rows.map(([name, keys]) => (
          <div key={name} className="flex items-center justify-between gap-4 py-2">
            <dt>{name}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
