import type { Id } from "#core/ids";

/** Where the bytes of an attachment lie in the bucket. */
export function attachmentKey({ id, disputeId }: { id: Id<"att">; disputeId: Id<"dsp"> }): string {
  return `disputes/${disputeId}/${id}`;
}
