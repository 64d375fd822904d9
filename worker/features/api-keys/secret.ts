import type { ApiKeyId } from "#core/ids";
import { sha256Hex } from "#platform/seal";

const SECRET_BYTES = 24;
const PATTERN = /^sk_selv_[0-9A-HJKMNP-TV-Z]{8}_[0-9a-f]{48}$/;

export interface NewSecret {
  secret: string;
  /** The start that stays visible. */
  prefix: string;
}

/** `sk_selv_<8 characters of the id>_<192 random bits in hexadecimal>`. */
export function newSecret(id: ApiKeyId): NewSecret {
  const prefix = `sk_selv_${id.slice(-8)}`;
  const random = crypto.getRandomValues(new Uint8Array(SECRET_BYTES)).toHex();
  return { secret: `${prefix}_${random}`, prefix };
}

/** True for what may be a secret of ours; nothing else is looked up. */
export function isSecretShaped(value: string): boolean {
  return PATTERN.test(value);
}

/** The secrets are random and long, so a plain hash keeps them; no work factor is needed. */
export async function hashSecret(secret: string): Promise<string> {
  return await sha256Hex(secret);
}
