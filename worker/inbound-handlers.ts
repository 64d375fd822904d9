import type { InboundHandler } from "#features/inbound-mail/schema";

/** Who gets which mails that people wrote; the first that accepts one gets it. */
export const inboundHandlers: readonly InboundHandler[] = [];
