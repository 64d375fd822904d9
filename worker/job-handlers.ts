import type { JobHandlers } from "#platform/jobs";

/** Who works on which message of the queue. */
export const jobHandlers: JobHandlers = {};
