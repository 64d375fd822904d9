import { ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX, attachmentTypes } from "#features/disputes/schema";

/** What may be attached, for the pages that offer it. Only loaders read it. */
export const fileLimits = {
  files: ATTACHMENTS_MAX,
  fileBytes: ATTACHMENT_BYTES_MAX,
  types: attachmentTypes.join(","),
};
