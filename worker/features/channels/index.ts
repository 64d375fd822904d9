/**
 * Channels: where else a notice goes. Open tabs are told at once; a workspace's rooms in Slack,
 * Discord and Teams, its own programs, and its members' browsers get a delivery each, once, with
 * growing gaps between tries. What is gone is switched off and said. See docs/design/notices.md.
 */
export { deleteChannel, updateChannel } from "./change-channel.ts";
export { createChannel } from "./create-channel.ts";
export { addDevice, getPushPublicKey, listDevices, removeDevice } from "./devices.ts";
export { listChannels } from "./list-channels.ts";
export { countDueNoticeDeliveries, sweepNoticeDeliveries } from "./sweep-deliveries.ts";
export { testChannel, testDevice } from "./test-target.ts";
