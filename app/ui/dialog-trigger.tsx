import type { ButtonProps } from "./button.tsx";
import { Button } from "./button.tsx";

interface DialogTriggerProps extends ButtonProps {
  /** The id of the dialog to open. */
  dialog: string;
}

/**
 * Opens a dialog by its id. Browsers with invoker commands do it without script; for the others
 * the press is answered here. https://html.spec.whatwg.org/#attr-button-command
 */
export function DialogTrigger({ dialog, ...rest }: DialogTriggerProps) {
  return (
    <Button
      {...rest}
      {...{ commandfor: dialog, command: "show-modal" }}
      aria-haspopup="dialog"
      onClick={() => {
        const element = document.getElementById(dialog);
        if ("commandForElement" in HTMLButtonElement.prototype) return;
        if (element instanceof HTMLDialogElement && !element.open) element.showModal();
      }}
    />
  );
}
