import type { CronJob } from "#platform/jobs";
import { purgeWorkspaces } from "./purge-workspaces.ts";

/** Purges workspaces whose time of grace is over. */
export const purgeWorkspacesJob: CronJob = async (ctx) => ({ ...(await purgeWorkspaces(ctx)) });
