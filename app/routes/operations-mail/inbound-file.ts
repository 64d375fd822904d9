import { ctxOf } from "#app/context.ts";
import { Problem } from "#core/problem";
import { getInboundFile } from "#features/inbound-mail";
import type { Route } from "./+types/inbound-file";

/** A name for a header, in the forms of RFC 6266. */
function dispositionOf(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\]/g, "_");
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}

/** An attachment, or the whole message; always a download, whatever it calls itself. */
export async function loader({ params, context }: Route.LoaderArgs): Promise<Response> {
  const { part } = params;
  if (part !== "message" && !/^\d{1,2}$/.test(part)) throw new Problem("not-found");
  const wanted = part === "message" ? part : Number(part);
  const { body, file } = await getInboundFile(ctxOf(context), params.id, wanted);
  return new Response(body, {
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": dispositionOf(file.name === "" ? `attachment-${part}` : file.name),
      "content-length": String(file.bytes),
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
