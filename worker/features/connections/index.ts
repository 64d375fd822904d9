/**
 * Connections: accounts elsewhere (Google, Apple, GitHub) that open an account here. The provider's
 * subject is the key; an address never opens or connects an account. Connecting is done signed in,
 * freshly proven, in the browser that began; nobody removes their last way in. What the provider
 * says later of the person changes nothing here. What it speaks of OpenID Connect `sign-on` uses too.
 * See docs/design/sign-in.md.
 */
export { type Ask, ProviderFailure } from "./ask-provider.ts";
export { beginConnection } from "./begin-connection.ts";
export { decideArrival } from "./decide-arrival.ts";
export { finishConnection } from "./finish-connection.ts";
export { listConnections } from "./list-connections.ts";
export {
  type Discovery,
  isAnswerOf,
  type OpenIdClient,
  openIdUrl,
  readDiscovery,
  readKeys,
  readOpenIdIdentity,
  signatureAlgorithms,
} from "./openid.ts";
export { randomText } from "./pkce.ts";
export { listProviders } from "./providers.ts";
export { removeConnection } from "./remove-connection.ts";
