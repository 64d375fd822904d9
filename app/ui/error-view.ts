import { isRouteErrorResponse } from "react-router";
import { m } from "#messages";
import { isProblemView, slugOfStatus } from "./problem-view.ts";

/** What a person is told about an error, whatever was thrown. */
export interface ErrorView {
  slug: string;
  status: number;
  title: string;
  advice: string | undefined;
  detail: string | undefined;
  requestId: string | undefined;
}

/** Never shows the words of an unexpected error: they are for the log. */
export function toErrorView(error: unknown): ErrorView {
  if (isRouteErrorResponse(error)) {
    if (isProblemView(error.data)) {
      const { slug, status, title, advice, detail, requestId } = error.data;
      return { slug, status, title, advice, detail, requestId };
    }
    const slug = slugOfStatus(error.status);
    return { ...plain(slug), status: error.status };
  }
  if (isProblemView(error)) return { ...error };
  return plain("internal");
}

function plain(slug: string): ErrorView {
  const missing = slug === "not-found";
  return {
    slug,
    status: missing ? 404 : 500,
    title: missing ? m.shell_error_missing() : m.shell_error_internal(),
    advice: missing ? m.shell_error_missing_advice() : m.shell_error_internal_advice(),
    detail: undefined,
    requestId: undefined,
  };
}
