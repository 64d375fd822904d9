import { Link, type LinkProps } from "react-router";
import { type ButtonLook, buttonClass } from "./button-class.ts";
import { cx } from "./cx.ts";

export interface LinkButtonProps extends LinkProps, ButtonLook {}

/** A link that looks like a button: it goes somewhere, it does nothing. */
export function LinkButton({ variant, size, wide, className, ...rest }: LinkButtonProps) {
  return <Link {...rest} className={cx(buttonClass({ variant, size, wide }), className)} />;
}
