/**
 * Sign-on: people of a company come in by its own OpenID provider. A provider speaks only for
 * addresses of domains that its workspace has proven, and only the company's own subject opens an
 * account; one that was there before is opened after its person has proven it once. A session made by
 * a sign-on ends with it and with the membership. Where it is enforced, members of its domains except
 * owners come into the workspace no other way.
 * See docs/design/sign-in.md.
 */
export { beginSignOn } from "./begin-sign-on.ts";
export { disconnectCompany } from "./disconnect-company.ts";
export { findAwaited } from "./find-awaited.ts";
export { finishSignOn } from "./finish-sign-on.ts";
export { getSignOn } from "./get-sign-on.ts";
export { findLinkable, linkSignOn } from "./link-sign-on.ts";
export { listCompanies } from "./list-companies.ts";
export { removeSignOn } from "./remove-sign-on.ts";
export { setSignOn } from "./set-sign-on.ts";
export { testSignOn } from "./test-sign-on.ts";
