import { FileUp } from "lucide-react";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { useActionData, useFetcher } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { cx } from "#app/ui/cx.ts";
import { formatBytes } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import { isProblemView } from "#app/ui/problem-view.ts";
import { toast } from "#app/ui/toast.ts";
import { m } from "#messages";
import { ACCEPTED_FILES } from "../chat/attachments.tsx";
import { limits } from "../chat/limits.ts";

/** Takes files by drop, by picker, and without script by a plain form. */
export function UploadDocuments() {
  const fetcher = useFetcher<unknown>();
  const form = useRef<HTMLFormElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const { state, data } = fetcher;
  const withoutScript = useActionData<unknown>();
  const busy = state !== "idle";
  const problem = problemOf(data ?? withoutScript);

  useEffect(() => {
    if (state !== "idle" || typeof data !== "object" || data === null || !("added" in data)) return;
    form.current?.reset();
    toast(m.chat_knowledge_added_toast({ count: Number(data.added) }), { tone: "success" });
  }, [state, data]);

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (input.current === null || event.dataTransfer.files.length === 0) return;
    input.current.files = event.dataTransfer.files;
    form.current?.requestSubmit();
  };
  return (
    <fetcher.Form
      ref={form}
      method="post"
      encType="multipart/form-data"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={cx(
        "rounded-md border border-dashed px-5 py-5",
        over ? "border-accent bg-accent-soft" : "border-field bg-surface",
      )}
    >
      <input type="hidden" name="intent" value="upload" />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <FileUp aria-hidden="true" className="size-5 flex-none text-muted" />
        <div className="min-w-48 flex-1">
          <label htmlFor="knowledge-files" className="font-medium">
            {m.chat_knowledge_drop()}
          </label>
          <p id="knowledge-limits" className="text-muted">
            {m.chat_knowledge_limits({ size: formatBytes(limits.documentBytesMax) })}
          </p>
        </div>
        <input
          ref={input}
          id="knowledge-files"
          type="file"
          name="files"
          multiple
          accept={ACCEPTED_FILES}
          aria-describedby="knowledge-limits"
          className="max-w-full text-muted file:me-3 file:h-9 file:rounded-md file:border file:border-line file:bg-surface file:px-3 file:font-medium file:text-ink"
        />
        <Button type="submit" variant="primary" pending={busy}>
          {m.chat_knowledge_upload()}
        </Button>
      </div>
      {problem === undefined ? null : (
        <div className="mt-4">
          <Notice tone="danger" urgent title={problem.errors?.[0]?.detail ?? problem.title}>
            <p className="text-muted">{problem.detail ?? problem.advice}</p>
          </Notice>
        </div>
      )}
    </fetcher.Form>
  );
}

function problemOf(answer: unknown) {
  if (typeof answer !== "object" || answer === null || !("problem" in answer)) return undefined;
  return isProblemView(answer.problem) ? answer.problem : undefined;
}
