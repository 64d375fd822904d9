import type { JobHandlers } from "#platform/jobs";
import { announceNotice } from "./announce-unread.ts";
import { noticeKinds } from "./schema.ts";

export const noticeJobs: JobHandlers = {
  "notices.resolved": async (ctx, { workspaceId, kind: name }) => {
    const kind = noticeKinds.find((one) => one === name);
    if (kind !== undefined) await announceNotice(ctx, { workspaceId, userId: "", kind });
  },
};
