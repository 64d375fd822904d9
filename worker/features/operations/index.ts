/**
 * Operations: what keeps the deployment running and shows how it does. Queue messages that fail
 * are parked with the reason and can be replayed; a replay never does a thing twice, because a
 * message keeps its id. Every run of a scheduled job leaves a row.
 * See docs/design/rooms.md.
 */
export { countParked } from "./count-parked.ts";
export { listConnectors } from "./list-connectors.ts";
export { listParked } from "./list-parked.ts";
export { listRefusedSettings } from "./list-refused-settings.ts";
export { listScheduledJobs } from "./list-scheduled-jobs.ts";
export { parkJob } from "./park-job.ts";
export { replayAllParked, replayParked } from "./replay-parked.ts";
export { requestJobRun } from "./request-job-run.ts";
export { listCronRuns, runCronJob } from "./run-cron-job.ts";
export type { CronRunView } from "./schema.ts";
