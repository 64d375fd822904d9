import { type ReactNode, useId } from "react";

interface TooltipProps {
  text: string;
  children: ReactNode;
  /** Set when the text adds to the child's name instead of repeating it. */
  describes?: boolean;
}

/** A short text on hover and keyboard focus, without script. What it says is never only there. */
export function Tooltip({ text, children, describes = false }: TooltipProps) {
  const id = useId();
  return (
    <span className="tip inline-flex" aria-describedby={describes ? id : undefined}>
      {children}
      <span role="tooltip" id={id} aria-hidden={describes ? undefined : true}>
        {text}
      </span>
    </span>
  );
}
