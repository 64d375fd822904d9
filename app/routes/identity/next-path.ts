/** Where to go after signing in: a path of ours, else the chat. */
export function nextPath(request: Request): string {
  const next = new URL(request.url).searchParams.get("next");
  if (next === null || !/^\/(?![/\\])/.test(next)) return "/chat";
  return next;
}

/** The same question for the other page of the pair. */
export function withNext(path: string, next: string): string {
  return next === "/chat" ? path : `${path}?next=${encodeURIComponent(next)}`;
}
