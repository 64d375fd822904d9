import { renderToReadableStream } from "react-dom/server";
import { type EntryContext, type RouterContextProvider, ServerRouter } from "react-router";
import { ctxContext, nonceContext } from "#app/context.ts";
import { NonceContext } from "#app/ui/nonce.ts";

const RENDER_TIMEOUT_MS = 10_000;

/** Renders a page whole: it reads the same with and without script. */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  routerContext: EntryContext,
  context: Readonly<RouterContextProvider>,
): Promise<Response> {
  headers.set("content-type", "text/html; charset=utf-8");
  if (request.method === "HEAD") return new Response(null, { status, headers });
  const nonce = context.get(nonceContext);
  let currentStatus = status;
  const body = await renderToReadableStream(
    <NonceContext value={nonce}>
      <ServerRouter context={routerContext} url={request.url} nonce={nonce} />
    </NonceContext>,
    {
      nonce,
      // Larger parts than this would come after the page and need a script to be put in place.
      progressiveChunkSize: Number.MAX_SAFE_INTEGER,
      signal: AbortSignal.timeout(RENDER_TIMEOUT_MS),
      onError(error) {
        currentStatus = 500;
        reportError(context, error);
      },
    },
  );
  // Without this, parts that load their code late would need a script to take their place.
  await body.allReady;
  return new Response(body, { status: currentStatus, headers });
}

function reportError(context: Readonly<RouterContextProvider>, error: unknown): void {
  try {
    context.get(ctxContext).log.error("page.render-failed", error);
  } catch {
    // Without a ctx the request never reached the pages; the Worker has reported it.
  }
}

/** Loaders' errors are reported where they become Problems; see `with-problems.ts`. */
export function handleError(): void {}
