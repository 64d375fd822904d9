import { z } from "zod";
import type { Id } from "#core/ids";
import type { Ctx } from "#platform/ctx";

/** What a mail that came in is. Only `reply` and `message` were written by a person to us. */
export const inboundKinds = [
  "message",
  "reply",
  "auto-reply",
  "bounce",
  "complaint",
  "unsubscribe",
] as const;
export type InboundKind = (typeof inboundKinds)[number];

/** Cloudflare takes mails of up to 25 MiB. */
export const INBOUND_BYTES_MAX = 25 * 1_024 * 1_024;
export const ATTACHMENTS_MAX = 50;

/** What the receiving server found out about the sender (RFC 8601). `none` where it said nothing. */
export interface Authentication {
  spf: string;
  dkim: string;
  dmarc: string;
}

export interface InboundAttachment {
  index: number;
  name: string;
  type: string;
  bytes: number;
}

export const InboundEnvelope = z.object({
  /** Who handed it in, empty for what must never be answered. */
  from: z.string().trim().max(320),
  to: z.string().trim().min(3).max(320),
  /** `email`: from Cloudflare, whose findings about the sender count; `upload`: by hand. */
  source: z.enum(["email", "upload"]),
});
export type InboundEnvelope = z.input<typeof InboundEnvelope>;

export const InboundQuery = z.object({
  kind: z.enum(inboundKinds).optional(),
  /** A part of an address or of the subject. */
  text: z.string().trim().max(200).optional(),
  cursor: z.string().max(60).optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type InboundQuery = z.input<typeof InboundQuery>;

/** A mail that came in, as lists show it. */
export interface InboundMailView {
  id: Id<"inb">;
  kind: InboundKind;
  /** The header's address, or the envelope's where the header has none. */
  from: string;
  fromName: string;
  to: string;
  subject: string;
  receivedAtMs: number;
  attachments: number;
}

/** What becomes of a mail that neither tells of one of ours nor is for a feature. */
export type InboundOutcome =
  | "kept"
  | "names no mail of ours"
  | "tells of no recipient"
  | "the sender is not proven"
  | "the message is gone";

export interface InboundMailDetail extends InboundMailView {
  /** The first mail of its conversation: one of ours or one that came in. */
  threadId: string;
  /** Our mail that it answers or reports on; null when it names none. */
  mailId: string | null;
  source: "email" | "upload";
  authentication: Authentication;
  text: string;
  /** True when the text was longer than is kept beside the message. */
  isCut: boolean;
  files: InboundAttachment[];
  /** What it told of one of our mails, an outcome, or the feature that took it; null while it waits. */
  routed: string | null;
  routedAtMs: number | null;
  bytes: number;
}

/**
 * A later feature that wants mails: it is handed each one of its kinds at least once, after it was
 * stored. Throwing means "try again later". An `auto-reply` must never be answered (RFC 3834).
 */
export interface InboundHandler {
  name: string;
  kinds: readonly InboundKind[];
  /** True when the mail is for this feature; the first that says so gets it. */
  accepts: (mail: InboundMailDetail) => boolean;
  handle: (ctx: Ctx, mail: InboundMailDetail) => Promise<void>;
}
