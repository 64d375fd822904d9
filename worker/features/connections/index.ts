/**
 * Connections: accounts elsewhere (Google, Apple, GitHub) that open an account here. The provider's
 * subject is the key; an address never opens or connects an account. Connecting is done signed in,
 * freshly proven, in the browser that began; nobody removes their last way in. What the provider
 * says later of the person changes nothing here.
 * See docs/design/sign-in.md.
 */
export { beginConnection } from "./begin-connection.ts";
export { finishConnection } from "./finish-connection.ts";
export { listConnections } from "./list-connections.ts";
export { listProviders } from "./providers.ts";
export { removeConnection } from "./remove-connection.ts";
