import { ChevronRight } from "lucide-react";

/** Points at what a `details` with the class `group` hides, and down when it is open. */
export function DisclosureMark() {
  return (
    <ChevronRight
      aria-hidden="true"
      className="size-3.5 flex-none group-open:rotate-90 rtl:-scale-x-100"
    />
  );
}
