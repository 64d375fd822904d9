import type { CronJob } from "#platform/jobs";
import { rotateFieldKeys } from "./rotate-field-keys.ts";

/** Seals again what an older key sealed. */
export const rotateFieldKeysJob: CronJob = async (ctx) => ({ ...(await rotateFieldKeys(ctx)) });
