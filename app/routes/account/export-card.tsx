import { Download } from "lucide-react";
import { useEffect } from "react";
import { useRevalidator } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { buttonClass } from "#app/ui/button-class.ts";
import { Card } from "#app/ui/card.tsx";
import { cx } from "#app/ui/cx.ts";
import { Form } from "#app/ui/form.tsx";
import { formatBytes, formatDate } from "#app/ui/format.ts";
import type { ExportView } from "#features/exports/schema";
import { m } from "#messages";

const POLL_MS = 2_000;

/** Engines draw a progress of their own unless its parts are told what to look like. */
const bar = cx(
  "h-2 w-full appearance-none overflow-hidden rounded-full border-0 bg-sunken",
  "[&::-moz-progress-bar]:bg-accent-fill",
  "[&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent-fill",
);

/** Asks again while an archive is being made, so that its end is seen. */
function useFollow(running: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => void revalidate(), POLL_MS);
    return () => clearInterval(timer);
  }, [running, revalidate]);
}

function Progress({ done, total }: ExportView) {
  const percent = Math.floor((done / Math.max(1, total)) * 100);
  return (
    <div className="grid gap-2">
      <label htmlFor="export-progress" className="font-medium">
        {m.privacy_export_running({ percent })}
      </label>
      <progress id="export-progress" max={total} value={done} className={bar} />
      <p className="text-muted">{m.privacy_export_leave()}</p>
    </div>
  );
}

function Ready({ path, byteSize, expiresAtMs }: ExportView) {
  if (path === null) return null;
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p>
        {m.privacy_export_ready({
          size: formatBytes(byteSize ?? 0),
          date: formatDate(expiresAtMs ?? 0),
        })}
      </p>
      <a href={path} download className={buttonClass({ variant: "primary" })}>
        <Download aria-hidden="true" className="size-4" />
        {m.privacy_export_fetch()}
      </a>
    </div>
  );
}

/** Everything about the person, as an archive to take along. */
export function ExportCard({ exports }: { exports: ExportView[] }) {
  const running = exports.find(({ state }) => state === "running");
  const ready = exports.filter(({ path }) => path !== null);
  useFollow(running !== undefined);
  return (
    <Card title={m.privacy_export_title()} description={m.privacy_export_text()}>
      <div className="grid gap-5">
        {ready.map((one) => (
          <Ready key={one.id} {...one} />
        ))}
        {running === undefined ? (
          <Form name="export">
            <div>
              <Button type="submit">{m.privacy_export_ask()}</Button>
            </div>
          </Form>
        ) : (
          <Progress {...running} />
        )}
      </div>
    </Card>
  );
}
