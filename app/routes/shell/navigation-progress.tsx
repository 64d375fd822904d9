import { useNavigation } from "react-router";
import { m } from "#messages";

/** A hairline at the top while a page is on its way. */
export function NavigationProgress() {
  const { state } = useNavigation();
  if (state === "idle") return null;
  return (
    <div className="fixed inset-x-0 top-0 z-40 h-0.5 animate-pulse bg-accent-fill">
      <output className="sr-only">{m.shell_loading()}</output>
    </div>
  );
}
