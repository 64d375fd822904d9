import { FileText, Image } from "lucide-react";
import { useFetcher } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { controlClass } from "#app/ui/form-context.ts";
import { cx } from "#app/ui/cx.ts";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatBytes } from "#app/ui/format.ts";
import type { AttachmentView } from "#features/disputes/schema";
import { m } from "#messages";
import { FileInput } from "./file-input.tsx";
import type { Viewer } from "./words.ts";

interface FilesCardProps {
  disputeId: string;
  files: AttachmentView[];
  limits: { files: number; fileBytes: number; types: string };
  viewer: Viewer;
  /** Whether more may be attached. */
  open: boolean;
}

/** The files that both sides put to the dispute. */
export function FilesCard({ disputeId, files, limits, viewer, open }: FilesCardProps) {
  const fetcher = useFetcher<unknown>();
  const takesMore = open && files.length < limits.files;
  if (files.length === 0 && !takesMore) return null;
  const count = limits.files;
  const size = formatBytes(limits.fileBytes);
  return (
    <Card title={m.disputes_files()} description={m.disputes_files_about({ count, size })}>
      {files.length === 0 ? null : (
        <ul className="mb-5 grid grid-cols-1 gap-2 last:mb-0">
          {files.map((file) => (
            <FileLine key={file.id} disputeId={disputeId} file={file} viewer={viewer} />
          ))}
        </ul>
      )}
      {takesMore ? (
        <Form fetcher={fetcher} encType="multipart/form-data" className="max-w-xl">
          <input type="hidden" name="intent" value="attach" />
          <div className="flex flex-wrap items-end gap-3">
            <div className="min-w-48 flex-1">
              <Field name="file" label={m.disputes_file_choose()}>
                <FileInput accept={limits.types} className={cx(controlClass, "py-1.5")} />
              </Field>
            </div>
            <Button type="submit" pending={fetcher.state !== "idle"}>
              {m.disputes_file_add()}
            </Button>
          </div>
        </Form>
      ) : null}
    </Card>
  );
}

interface FileLineProps {
  disputeId: string;
  file: AttachmentView;
  viewer: Viewer;
}

function FileLine({ disputeId, file, viewer }: FileLineProps) {
  const { id, name, contentType, byteSize, side } = file;
  const href = `/disputes/${disputeId}/attachments/${id}`;
  const Icon = contentType.startsWith("image/") ? Image : FileText;
  const theirs = viewer === "own" ? "operator" : "user";
  return (
    <li>
      <a
        href={href}
        download
        className="flex min-w-0 items-center gap-3 rounded-md border border-line px-3 py-2 hover:bg-sunken"
      >
        {contentType.startsWith("image/") ? (
          <img
            src={href}
            alt=""
            loading="lazy"
            className="size-10 flex-none rounded-sm border border-line bg-sunken object-cover"
          />
        ) : (
          <span className="inline-flex size-10 flex-none items-center justify-center rounded-sm bg-sunken text-muted">
            <Icon aria-hidden="true" className="size-4" />
          </span>
        )}
        <span className="min-w-0 flex-1">
          <bdi className="block truncate font-medium">{name}</bdi>
          <span className="text-xs text-muted">
            {formatBytes(byteSize)}
            {side === theirs
              ? ` · ${viewer === "own" ? m.disputes_file_from_us() : m.disputes_file_from_user()}`
              : ""}
          </span>
        </span>
      </a>
    </li>
  );
}
