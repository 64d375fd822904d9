import { refusedGrant } from "./refuse-grant.ts";
import { ClientId, type Scopes, ScopeText } from "./schema.ts";

/** What a program may do when it does not say. */
const DEFAULT_SCOPES: Scopes = ["chat", "read"];

/** The name of the program, or the refusal `invalid_client`. */
export function parseClient(text: string | undefined): string {
  const parsed = ClientId.safeParse(text);
  if (parsed.success) return parsed.data;
  throw refusedGrant("invalid_client", "client_id is 1 to 40 of a-z, 0-9, dot, dash, underscore.");
}

/** The scopes that were asked for, or the refusal `invalid_scope`. */
export function parseScopes(text: string | undefined): Scopes {
  if (text === undefined || text === "") return DEFAULT_SCOPES;
  const parsed = ScopeText.safeParse(text);
  if (parsed.success) return parsed.data;
  throw refusedGrant("invalid_scope", "Scopes are chat, read, write and billing.");
}

/** A token that had to be there, or the refusal `invalid_request`. */
export function requireToken(name: string, text: string | undefined): string {
  if (text !== undefined && text !== "" && text.length <= 200) return text;
  throw refusedGrant("invalid_request", `${name} is missing.`);
}
