import { eq } from "drizzle-orm";
import { type Id, newId, type UserId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import {
  type DisputeRow,
  requireAnyDispute,
  requireDisputer,
  requireOperatorPerson,
  requireOwnDispute,
} from "./access.ts";
import { attachmentKey } from "./attachment-key.ts";
import { againOnConflict, changeDispute, disputeOver } from "./change-dispute.ts";
import { isOver } from "./machine.ts";
import {
  ATTACHMENT_BYTES_MAX,
  ATTACHMENTS_MAX,
  attachmentTypes,
  type AttachmentType,
  type AttachmentView,
  NewAttachment,
} from "./schema.ts";
import { sniffType } from "./sniff-type.ts";
import { disputeAttachments } from "./tables.ts";
import { toAttachment } from "./to-dispute-view.ts";

type AttachmentRow = typeof disputeAttachments.$inferSelect;

interface Adding {
  read: () => Promise<DisputeRow>;
  side: "user" | "operator";
  userId: UserId;
}

function requireType(bytes: Uint8Array): AttachmentType {
  if (bytes.byteLength > ATTACHMENT_BYTES_MAX) {
    throw new Problem("body-too-large", {
      detail: `A file has at most ${ATTACHMENT_BYTES_MAX / 1_000_000} MB.`,
      extensions: { limitBytes: ATTACHMENT_BYTES_MAX },
    });
  }
  const type = sniffType(bytes);
  if (type !== undefined) return type;
  throw new Problem("unsupported-media-type", {
    detail: "Pictures (PNG, JPEG, WebP, GIF), PDF and plain text can be attached.",
    extensions: { supported: attachmentTypes },
  });
}

/** A path's last part, without what could break a header. */
function plainFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  return last.replace(/\p{C}/gu, "").trim().toWellFormed() || "file";
}

async function listOf(ctx: Ctx, disputeId: Id<"dsp">): Promise<AttachmentRow[]> {
  const { disputeId: column } = disputeAttachments;
  return await ctx.db.select().from(disputeAttachments).where(eq(column, disputeId));
}

async function write(
  ctx: Ctx,
  { read, side, userId }: Adding,
  file: Pick<AttachmentRow, "name" | "contentType" | "byteSize" | "sha256"> & { bytes: Uint8Array },
): Promise<AttachmentRow> {
  const dispute = await read();
  if (isOver(dispute.state)) throw disputeOver(dispute);
  const kept = await listOf(ctx, dispute.id);
  const same = kept.find(({ sha256 }) => sha256 === file.sha256);
  if (same !== undefined) return same;
  if (kept.length >= ATTACHMENTS_MAX) {
    throw new Problem("limit-reached", {
      detail: `A dispute can have at most ${ATTACHMENTS_MAX} files.`,
      extensions: { limit: ATTACHMENTS_MAX },
    });
  }
  const { bytes, ...described } = file;
  const now = ctx.clock.now();
  const row: AttachmentRow = {
    id: newId("att", now),
    disputeId: dispute.id,
    ...described,
    side,
    addedBy: userId,
    createdAtMs: now,
  };
  await put(ctx, row, bytes);
  try {
    const { id: attachmentId, name } = row;
    await changeDispute(ctx, dispute, {
      set: {},
      events: [{ kind: "attached", side, actorId: userId, detail: { attachmentId, name } }],
      action: "dispute.file-attached",
      detail: { attachmentId, contentType: row.contentType, byteSize: row.byteSize },
      also: [ctx.db.insert(disputeAttachments).values(row)],
    });
  } catch (cause) {
    await forget(ctx, row);
    throw cause;
  }
  return row;
}

async function put(ctx: Ctx, row: AttachmentRow, bytes: Uint8Array): Promise<void> {
  const { contentType } = row;
  try {
    await ctx.bucket.put(attachmentKey(row), bytes, { httpMetadata: { contentType } });
  } catch (cause) {
    throw new Problem("unavailable", { detail: "The file could not be stored.", cause });
  }
}

/** Nothing refers to the key, so what cannot be deleted now only takes up room. */
async function forget(ctx: Ctx, row: AttachmentRow): Promise<void> {
  try {
    await ctx.bucket.delete(attachmentKey(row));
  } catch (cause) {
    ctx.log.warn("disputes.attachment-left", { attachmentId: row.id, cause: String(cause) });
  }
}

async function add(ctx: Ctx, adding: Adding, input: NewAttachment): Promise<AttachmentView> {
  const { bytes } = input;
  const name = plainFileName(parseInput(NewAttachment, input).name);
  const contentType = requireType(bytes);
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice())).toHex();
  const file = { name, contentType, byteSize: bytes.byteLength, sha256, bytes };
  return toAttachment(await againOnConflict(() => write(ctx, adding, file)));
}

/**
 * Puts a file to a dispute of the workspace: pictures, PDF or plain text by its own bytes, at most 5
 * MB, at most five a dispute. For anyone in the workspace with an account. Refuses with
 * `unsupported-media-type`, `body-too-large`, `limit-reached`, and a dispute that is over with
 * `conflict`; it leaves nothing behind when it refuses. The same bytes again are the same file.
 */
export async function addAttachment(
  ctx: Ctx,
  id: string,
  input: NewAttachment,
): Promise<AttachmentView> {
  const { workspace, userId } = requireDisputer(ctx, "disputes.write");
  const read = () => requireOwnDispute(ctx, workspace, id);
  return await add(ctx, { read, side: "user", userId }, input);
}

/** The same from the operator's side, in person. */
export async function addCaseAttachment(
  ctx: Ctx,
  id: string,
  input: NewAttachment,
): Promise<AttachmentView> {
  const userId = requireOperatorPerson(ctx);
  return await add(
    ctx,
    { read: () => requireAnyDispute(ctx, id), side: "operator", userId },
    input,
  );
}
