import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Link } from "react-router";
import { cx } from "./cx.ts";

const itemClass = cx(
  "flex w-full items-center gap-2.5 rounded-sm px-2.5 py-1.5 text-start text-sm",
  "hover:bg-sunken focus-visible:bg-sunken focus-visible:outline-offset-0 disabled:opacity-50",
);

interface ItemOwnProps {
  icon?: LucideIcon;
  children: ReactNode;
  /** At the end: a shortcut or a state. */
  aside?: ReactNode;
  danger?: boolean;
}

function Inside({ icon: Icon, children, aside, danger }: ItemOwnProps) {
  return (
    <>
      {Icon === undefined ? null : (
        <Icon
          aria-hidden="true"
          className={cx("size-4 flex-none", danger === true ? "text-danger" : "text-muted")}
        />
      )}
      <span className={cx("min-w-0 flex-1", danger === true && "text-danger")}>{children}</span>
      {aside === undefined ? null : <span className="text-xs text-muted">{aside}</span>}
    </>
  );
}

/** Hides the popover once its item did its work. */
function closeMenu(event: React.MouseEvent<HTMLElement>): void {
  event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
}

/** An item that goes somewhere; `reload` for addresses outside the app's pages. */
export function MenuLink({ to, reload, ...own }: ItemOwnProps & { to: string; reload?: boolean }) {
  return (
    <Link to={to} reloadDocument={reload} className={itemClass} onClick={closeMenu}>
      <Inside {...own} />
    </Link>
  );
}

export type MenuButtonProps = ItemOwnProps & ButtonHTMLAttributes<HTMLButtonElement>;

/** An item that does something, by itself or by sending the form around it. */
export function MenuButton(props: MenuButtonProps) {
  const { icon, children, aside, danger, type = "button", onClick, ...rest } = props;
  return (
    <button
      {...rest}
      // oxlint-disable-next-line react/button-has-type -- the type is a prop with a safe default
      type={type}
      className={itemClass}
      onClick={(event) => {
        onClick?.(event);
        if (type !== "submit") closeMenu(event);
      }}
    >
      <Inside icon={icon} aside={aside} danger={danger}>
        {children}
      </Inside>
    </button>
  );
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return <p className="px-2.5 pt-1.5 pb-1 text-xs text-muted">{children}</p>;
}

export function MenuDivider() {
  return <hr className="-mx-1 my-1 border-t border-line" />;
}
