import { epochCache } from "#platform/epoch-cache";
import type { KeyRecord } from "./find-key-record.ts";

/** The keys that this isolate knows, by the hash of their secret. */
export const keyCache = epochCache<KeyRecord>();
