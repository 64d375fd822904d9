import type { ApiKeyView } from "#features/api-keys/schema";
import { m } from "#messages";

/** What a scope allows, in a word. */
export function scopeName(scope: ApiKeyView["scopes"][number]): string {
  switch (scope) {
    case "chat":
      return m.keys_scope_chat();
    case "read":
      return m.keys_scope_read();
    case "write":
      return m.keys_scope_write();
    case "billing":
      return m.keys_scope_billing();
  }
}
