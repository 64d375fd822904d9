/** A path of ours, else the chat. */
export function safePath(path: string | null): string {
  return path !== null && /^\/(?![/\\])/.test(path) ? path : "/chat";
}

/** Where to go after signing in. */
export function nextPath(request: Request): string {
  return safePath(new URL(request.url).searchParams.get("next"));
}

/** The same question for the other page of the pair. */
export function withNext(path: string, next: string): string {
  return next === "/chat" ? path : `${path}?next=${encodeURIComponent(next)}`;
}
