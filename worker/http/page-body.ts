import { Problem } from "#core/problem";
import { readBytes } from "#platform/read-body";
import { isProvenByAddress } from "./origin-check.ts";

const PAGE_BODY_BYTES_MAX = 32_000_000;
const FORM = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/**
 * The request of a page's action with its body read within the limit and known to be a form that
 * can be parsed, so that an action never meets anything else.
 */
export async function checkedFormRequest(request: Request): Promise<Request> {
  if (request.method === "GET" || request.method === "HEAD") return request;
  const type = request.headers.get("content-type") ?? "";
  const bytes = await readBytes(request, PAGE_BODY_BYTES_MAX);
  if (bytes.byteLength > 0 && !FORM.test(type)) {
    throw new Problem("unsupported-media-type", { detail: "Send the form as a form." });
  }
  const headers = new Headers(request.headers);
  // Nothing at all is a form without fields, whatever it calls itself.
  if (bytes.byteLength === 0) headers.set("content-type", "application/x-www-form-urlencoded");
  // React Router compares it once more.
  if (isProvenByAddress(request)) headers.delete("origin");
  const { method, signal } = request;
  const checked = new Request(request.url, { method, headers, body: bytes, signal });
  if (bytes.byteLength === 0) return checked;
  try {
    await checked.clone().formData();
  } catch (cause) {
    throw new Problem("bad-request", { detail: "The form cannot be read.", cause });
  }
  return checked;
}
