import { problemAdvice, problemTitle } from "#app/problem-texts.ts";
import { getTextDirection } from "#locale";
import { m } from "#messages";
import type { Problem } from "#core/problem";

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
main { max-width: 32rem; padding: 2rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
p { margin: 0 0 1rem; }
code { font: .875rem ui-monospace, monospace; opacity: .75; }
a { color: LinkText; }
`;

export interface FailureSite {
  locale: string;
  nonce: string;
  requestId: string;
  /** Where the request was going, to try again. */
  path: string;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/**
 * The page of a request that failed before there was an actor to draw a page for, for example while
 * the database is not reachable. It needs nothing but this Worker. Call it within the locale of the
 * request.
 */
export function failurePage(problem: Problem, site: FailureSite): Response {
  const title = escapeHtml(problemTitle(problem.slug));
  const html = `<!doctype html>
<html lang="${site.locale}" dir="${getTextDirection()}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style nonce="${site.nonce}">${style}</style></head>
<body><main><h1>${title}</h1><p>${escapeHtml(problemAdvice(problem.slug))}</p>
<p><a href="${escapeHtml(site.path)}">${escapeHtml(m.shell_retry())}</a></p>
<p><code dir="ltr">${site.requestId}</code></p></main></body></html>`;
  const headers = new Headers({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
  });
  if (problem.retryAfterSeconds !== undefined) {
    headers.set("retry-after", String(problem.retryAfterSeconds));
  }
  return new Response(html, { status: problem.status, headers });
}
