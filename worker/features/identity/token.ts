const TOKEN_BYTES = 32;
const base64url = { alphabet: "base64url", omitPadding: true } as const;

/** A new secret to be mailed: 256 random bits. */
export function newToken(): string {
  return crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)).toBase64(base64url);
}

/** How a mailed token is kept: SHA-256, enough for what nobody can guess. */
export async function hashToken(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return new Uint8Array(digest).toBase64(base64url);
}
