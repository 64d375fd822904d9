/**
 * Subject requests: what people ask about their data, with or without an account. Asked by a public
 * form, proven by a mailed link, answered by the operator within a month that can be extended once by
 * two. See docs/design/privacy.md.
 */
export { askAboutData, confirmSubjectRequest } from "./ask-about-data.ts";
export { closeSubjectRequest, extendSubjectRequest } from "./answer-request.ts";
export { listSubjectRequests } from "./list-requests.ts";
