import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { m } from "#messages";
import { IconButton } from "./icon-button.tsx";

const SHOWN_MS = 2_000;

/** Copies a text and says so. */
export function CopyButton({ text, label = m.shell_copy() }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <>
      <IconButton
        size="sm"
        icon={copied ? Check : Copy}
        label={copied ? m.shell_copied() : label}
        onClick={() => {
          void navigator.clipboard.writeText(text);
          setCopied(true);
          setTimeout(() => setCopied(false), SHOWN_MS);
        }}
      />
      <span aria-live="polite" className="sr-only">
        {copied ? m.shell_copied() : ""}
      </span>
    </>
  );
}
