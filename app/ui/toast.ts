export interface ToastAction {
  label: string;
  onAct: () => void;
}

export interface Toast {
  id: number;
  text: string;
  tone: "neutral" | "success" | "danger";
  action: ToastAction | undefined;
}

const SHOWN_MAX = 3;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function publish(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Tells what has just happened, for a few seconds. With `action` it offers the undo. */
export function toast(
  text: string,
  init: { tone?: Toast["tone"]; action?: ToastAction } = {},
): void {
  lastId += 1;
  const one: Toast = { id: lastId, text, tone: init.tone ?? "neutral", action: init.action };
  publish([...toasts, one].slice(-SHOWN_MAX));
}

export function dismissToast(id: number): void {
  publish(toasts.filter((one) => one.id !== id));
}

export const toastStore = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  read: (): readonly Toast[] => toasts,
};
