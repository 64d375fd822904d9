/**
 * Domains: mail domains that a workspace has proven to be its own by a TXT record, and who joins by
 * them. One workspace at a time has a domain; domains of public mail services are nobody's; three
 * days without the record take the proof away.
 * See docs/design/workspaces.md.
 */
export { answerJoinRequest, listJoinRequests } from "./answer-join-request.ts";
export { askToJoin } from "./ask-to-join.ts";
export {
  addDomain,
  findVerifiedDomain,
  listDomains,
  removeDomain,
  updateDomain,
  verifyDomain,
} from "./claim-domain.ts";
export { noLongerAsksRows } from "./end-request.ts";
export { joinByDomain } from "./join-by-domain.ts";
export { acceptJoinOffer, findJoinOffer } from "./join-offer.ts";
