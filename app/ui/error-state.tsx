import { useLocation } from "react-router";
import { m } from "#messages";
import { buttonClass } from "./button-class.ts";
import type { ErrorView } from "./error-view.ts";

interface ErrorStateProps {
  error: ErrorView;
  /** The level of its heading in the page. */
  heading?: "h1" | "h2" | "h3";
  /** Tries again without a page load; without it the retry loads the page anew. */
  onRetry?: () => void;
}

/** Trying again helps only where something may have changed meanwhile. */
function canRetry({ status }: ErrorView): boolean {
  return status === 429 || status === 409 || status >= 500;
}

function Retry({ error, onRetry }: Pick<ErrorStateProps, "error" | "onRetry">) {
  const { pathname, search } = useLocation();
  if (!canRetry(error)) return null;
  const look = buttonClass({ variant: "primary" });
  if (onRetry === undefined) {
    return (
      <a href={pathname + search} className={look}>
        {m.shell_retry()}
      </a>
    );
  }
  return (
    <button type="button" onClick={onRetry} className={look}>
      {m.shell_retry()}
    </button>
  );
}

/** A right that is missing here may be there in another workspace, or be given by an owner. */
function WaysOfAccess() {
  return (
    <>
      <a href="/workspaces" className={buttonClass({ variant: "primary" })}>
        {m.shell_switch_workspace()}
      </a>
      <a href="/workspace/members" className={buttonClass()}>
        {m.shell_find_owner()}
      </a>
    </>
  );
}

/** Says what went wrong, what to do, and the id to name when asking for help. */
export function ErrorState({ error, heading: Heading = "h2", onRetry }: ErrorStateProps) {
  const hasOwnWay = canRetry(error) || error.status === 403;
  return (
    <section role="alert" className="max-w-prose">
      <p className="figures text-sm font-medium text-danger">{error.status}</p>
      <Heading className="mt-2 text-lg">{error.title}</Heading>
      {error.detail === undefined || error.detail === error.title ? null : (
        <p className="mt-2 text-base">{error.detail}</p>
      )}
      {error.advice === undefined ? null : (
        <p className="mt-2 text-base text-muted">{error.advice}</p>
      )}
      <div className="mt-6 flex flex-wrap items-center gap-3">
        <Retry error={error} onRetry={onRetry} />
        {error.status === 403 ? <WaysOfAccess /> : null}
        <a href="/" className={buttonClass({ variant: hasOwnWay ? "secondary" : "primary" })}>
          {m.shell_back_home()}
        </a>
        <a href={`/problems/${error.slug}`} className={buttonClass({ variant: "quiet" })}>
          {m.shell_what_it_means()}
        </a>
      </div>
      {error.requestId === undefined ? null : (
        <p className="mt-8 text-xs text-muted">
          {m.shell_request_id()}{" "}
          <code dir="ltr" className="font-mono select-all">
            {error.requestId}
          </code>
        </p>
      )}
    </section>
  );
}
