/**
 * Notices: what members are told in the product, beside the mail. A verb asks for one in its own
 * batch (`noticeRows`); an occasion has a key and is told once. Each member reads and puts away for
 * themselves. Notices about money go to owners and admins unless they name a member.
 */
export { countUnreadNotices, listNotices } from "./list-notices.ts";
export { dismissNotice, markNoticesRead } from "./mark-notices.ts";
export { noticeRows } from "./notice-rows.ts";
