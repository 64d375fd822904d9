/**
 * API keys: how programs act for a person in a workspace. A secret is shown once and kept as a hash;
 * a key has scopes, and may have a budget, a list of models, a rate and an expiry. A revoked key
 * opens nothing from the return of the revocation on. Budgets are held by the ledger.
 * See docs/design/rooms.md.
 */
export { authenticateApiKey } from "./authenticate-api-key.ts";
export { createApiKey } from "./create-api-key.ts";
export { getApiKey } from "./get-api-key.ts";
export { listApiKeys } from "./list-api-keys.ts";
export { reportLeakedKey } from "./report-leaked-key.ts";
export { revokeApiKey } from "./revoke-api-key.ts";
export { rotateApiKey } from "./rotate-api-key.ts";
export { updateApiKey } from "./update-api-key.ts";
