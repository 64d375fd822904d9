/**
 * Tokens: programs that a person let in without handing out a key. A program asks with a code that
 * the person types at /device (RFC 8628), and gets an access token for fifteen minutes and a refresh
 * token that works once. A refresh token that comes back later was stolen and ends the whole family;
 * a program that was revoked opens nothing from then on. Only hashes of tokens are kept.
 * See docs/design/tokens.md.
 */
export { isAccessTokenShaped } from "./access-token.ts";
export { authenticateToken } from "./authenticate-token.ts";
export { decideProgramRequest } from "./decide-program-request.ts";
export { exchangeDeviceCode } from "./exchange-device-code.ts";
export { findProgramRequest } from "./find-program-request.ts";
export { listPrograms } from "./list-programs.ts";
export { renewTokens } from "./renew-tokens.ts";
export { requestDevice } from "./request-device.ts";
export { revokeProgram } from "./revoke-program.ts";
export { revokeToken } from "./revoke-token.ts";
