import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { m } from "#messages";
import { IconButton } from "./icon-button.tsx";
import { dismissToast, type Toast, toastStore } from "./toast.ts";

const SHOWN_MS = 6_000;
const none: readonly Toast[] = [];
const readNone = () => none;
const WITH_ACTION_MS = 12_000;

function ToastCard({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  const { id, action } = toast;
  const shownMs = action === undefined ? SHOWN_MS : WITH_ACTION_MS;
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(id), shownMs);
    return () => clearTimeout(timer);
  }, [held, id, shownMs]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hovering only holds it
    <li
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex w-full animate-appear items-center gap-3 rounded-md border border-line bg-surface py-1.5 ps-3.5 pe-1.5 shadow-popover sm:w-96"
    >
      {toast.tone === "success" ? (
        <CircleCheck aria-hidden="true" className="size-4 flex-none text-success" />
      ) : null}
      {toast.tone === "danger" ? (
        <CircleAlert aria-hidden="true" className="size-4 flex-none text-danger" />
      ) : null}
      <span className="min-w-0 flex-1 py-1">{toast.text}</span>
      {action === undefined ? null : (
        <button
          type="button"
          className="h-7 rounded-sm px-2 font-medium text-accent hover:bg-sunken"
          onClick={() => {
            action.onAct();
            dismissToast(id);
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton size="sm" icon={X} label={m.shell_close()} onClick={() => dismissToast(id)} />
    </li>
  );
}

/** Where toasts appear and are read out; the shell has it once. */
export function ToastRegion() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.read, readNone);
  return (
    <section aria-live="polite" aria-label={m.shell_messages()}>
      <ol className="pointer-events-none fixed inset-x-4 bottom-20 z-40 flex flex-col items-end gap-2 sm:start-auto sm:end-6 sm:bottom-6">
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} />
        ))}
      </ol>
    </section>
  );
}
