import { type ReactNode, useId, useRef } from "react";
import { buttonClass, type ButtonLook } from "./button-class.ts";
import { cx } from "./cx.ts";
import { placePopover } from "./place-popover.ts";

interface MenuProps extends ButtonLook {
  /** What the button says or shows. */
  trigger: ReactNode;
  /** Its name when the trigger is only an icon. */
  label?: string;
  /** `MenuLink`, `MenuButton`, `MenuHeading`, `MenuDivider`, or forms around `MenuButton`s. */
  children: ReactNode;
  /** The side the popover keeps to. */
  side?: "start" | "end" | "above";
  /** Width and padding of the popover. */
  className?: string;
  triggerClassName?: string;
  onOpen?: () => void;
}

const sides = { start: "", end: "popover-end", above: "popover-above" } as const;

/** Buttons and links behind a button, on the platform's popover; it opens without script. */
export function Menu(props: MenuProps) {
  const { trigger, label, children, side = "start", className, triggerClassName, onOpen } = props;
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-label={label}
        aria-haspopup="true"
        className={triggerClassName ?? buttonClass(props)}
      >
        {trigger}
      </button>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows are a shortcut */}
      <div
        id={id}
        popover="auto"
        onToggle={(event) => {
          if (event.newState !== "open") return;
          placePopover(event.currentTarget, button.current, side);
          onOpen?.();
        }}
        onKeyDown={moveByArrows}
        className={cx("popover min-w-48", sides[side], className)}
      >
        {children}
      </div>
    </>
  );
}

function moveByArrows(event: React.KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || event.target instanceof HTMLInputElement) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("a[href], button")];
  const at = items.findIndex((item) => item === document.activeElement);
  items.at((at + step + items.length) % items.length)?.focus();
}
