import { Button } from "#app/ui/button.tsx";
import { formatDate } from "#app/ui/format.ts";
import { m } from "#messages";

/** Says on every page that the workspace is on its way out, and lets its owner bring it back. */
export default function DeletionBanner({
  atMs,
  mayRestore,
}: {
  atMs: number;
  mayRestore: boolean;
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-danger-soft px-4 py-2 text-danger sm:px-8">
      <p className="flex-1 font-medium">{m.shell_deleting({ date: formatDate(atMs) })}</p>
      {mayRestore ? (
        <form method="post" action="/workspace?index">
          <Button type="submit" size="sm" name="intent" value="restore">
            {m.shell_restore()}
          </Button>
        </form>
      ) : null}
    </div>
  );
}
