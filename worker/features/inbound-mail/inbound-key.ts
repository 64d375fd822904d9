import type { Id } from "#core/ids";

/** Where a message lies in the bucket, or one of its attachments. */
export function inboundKey(id: Id<"inb">, part: "message" | number): string {
  return `inbound/${id}/${part}`;
}
