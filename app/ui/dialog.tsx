import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { m } from "#messages";
import { cx } from "./cx.ts";
import { IconButton } from "./icon-button.tsx";

export interface DialogProps {
  /** Names it for `DialogTrigger`, which opens it even before the script has loaded. */
  id?: string;
  /** Opens and closes it from state; leave out with a `DialogTrigger`. */
  open?: boolean;
  onClose?: () => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Its buttons, the safe one first. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
}

const widths = { sm: "max-w-md", md: "max-w-lg", lg: "max-w-3xl" } as const;

/** A modal on the platform's `<dialog>`: it traps focus, closes on Escape and gives focus back. */
export function Dialog(props: DialogProps) {
  const { id, open, onClose, title, description, children, footer, size = "sm" } = props;
  const ref = useRef<HTMLDialogElement>(null);
  const labelId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null || open === undefined) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={ref}
      id={id}
      aria-labelledby={`${labelId}-title`}
      aria-describedby={description === undefined ? undefined : `${labelId}-description`}
      onClose={onClose}
      {...{ closedby: "any" }}
      className={cx(
        "w-[calc(100%-32px)] rounded-md border border-line bg-surface p-0 open:animate-appear",
        widths[size],
      )}
    >
      <div className="grid max-h-[calc(100dvh-64px)] grid-rows-[auto_1fr_auto]">
        <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-1">
          <div>
            <h2 id={`${labelId}-title`} className="text-base">
              {title}
            </h2>
            {description === undefined ? null : (
              <p id={`${labelId}-description`} className="mt-1 text-muted">
                {description}
              </p>
            )}
          </div>
          <form method="dialog" className="-me-2 -mt-0.5">
            <IconButton type="submit" size="sm" icon={X} label={m.shell_close()} />
          </form>
        </header>
        <div className="overflow-y-auto px-5 pt-2 pb-5">{children}</div>
        {footer === undefined ? null : (
          <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
            {footer}
          </footer>
        )}
      </div>
    </dialog>
  );
}
