/**
 * The response with edited headers: the same object when its headers may be changed, else a copy.
 * An upgrade to a WebSocket passes untouched.
 */
export function editHeaders(response: Response, edit: (headers: Headers) => void): Response {
  if (response.status === 101) return response;
  try {
    edit(response.headers);
    return response;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
  }
  const copy = new Response(response.body, response);
  edit(copy.headers);
  return copy;
}
