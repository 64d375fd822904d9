/**
 * Notices: what members are told. A verb asks for one in its own batch (`noticeRows`); an occasion
 * has a key and is told once. Each member reads and puts away for themselves, in all tabs at once.
 * What some members alone may act on goes to those who may, unless it names one. Where else a notice
 * goes is the channels' business. See docs/design/notices.md.
 */
export { announceNotice, listReaders } from "./announce-unread.ts";
export { findNotice } from "./find-notice.ts";
export { countUnreadNotices, listNotices } from "./list-notices.ts";
export { dismissNotices, markNoticesRead } from "./mark-notices.ts";
export { noticeRows } from "./notice-rows.ts";
export { openNoticesLive } from "./open-notices-live.ts";
export { resolveRows } from "./resolve-rows.ts";
