import { type RefObject, useEffect, useState } from "react";
import { useBlocker } from "react-router";
import { m } from "#messages";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

/** Asks before a page with typed and unsent input is left, by a link or by closing the tab. */
export function UnsavedGuard({ form }: { form: RefObject<HTMLFormElement | null> }) {
  const [dirty, setDirty] = useState(false);
  useEffect(() => {
    const element = form.current;
    if (element === null) return;
    const touch = () => setDirty(true);
    const clean = () => setDirty(false);
    element.addEventListener("input", touch);
    element.addEventListener("submit", clean);
    element.addEventListener("reset", clean);
    return () => {
      element.removeEventListener("input", touch);
      element.removeEventListener("submit", clean);
      element.removeEventListener("reset", clean);
    };
  }, [form]);
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [dirty]);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && currentLocation.pathname !== nextLocation.pathname,
  );
  return (
    <Dialog
      open={blocker.state === "blocked"}
      onClose={() => blocker.reset?.()}
      title={m.shell_unsaved_title()}
      footer={
        <>
          <Button onClick={() => blocker.reset?.()}>{m.shell_unsaved_stay()}</Button>
          <Button variant="danger" onClick={() => blocker.proceed?.()}>
            {m.shell_unsaved_leave()}
          </Button>
        </>
      }
    >
      <p className="text-muted">{m.shell_unsaved_text()}</p>
    </Dialog>
  );
}
