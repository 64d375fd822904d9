import type { CronJob, JobHandlers } from "#platform/jobs";
import { deliverNotice } from "./deliver-notice.ts";
import { fanOutNotice } from "./fan-out.ts";
import {
  expireNoticeDeliveries,
  recoverNoticeDeliveries,
  sweepNoticeDeliveries,
} from "./sweep-deliveries.ts";

export const channelJobs: JobHandlers = {
  "notices.recorded": (ctx, { noticeId }) => fanOutNotice(ctx, noticeId),
  "channels.delivery-due": (ctx, { deliveryId }) => deliverNotice(ctx, deliveryId),
};

/** Queues deliveries whose next attempt is due. */
export const sweepChannelsJob: CronJob = async (ctx) => ({
  queued: await sweepNoticeDeliveries(ctx),
});

/** Forgets deliveries past their time. */
export const expireChannelsJob: CronJob = async (ctx) => ({
  expired: await expireNoticeDeliveries(ctx),
});

/** Takes up what was under way when the product was stopped. */
export const recoverChannelsJob: CronJob = async (ctx) => ({
  queued: await recoverNoticeDeliveries(ctx),
});
