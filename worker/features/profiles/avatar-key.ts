const FILE = /^[A-Za-z0-9_-]{32}\.(jpg|png)$/;

/** 192 random bits: whoever has not been given the address does not find it. */
export function newAvatarFile(extension: "jpg" | "png"): string {
  const token = crypto.getRandomValues(new Uint8Array(24)).toBase64({ alphabet: "base64url" });
  return `${token}.${extension}`;
}

export const avatarPath = (file: string) => `/avatars/${file}`;

/** Where the picture of that address lies in the bucket; undefined when it is not one of ours. */
export function avatarKeyOf(path: string | null): string | undefined {
  const file = path?.startsWith("/avatars/") === true ? path.slice("/avatars/".length) : "";
  return FILE.test(file) ? `avatars/${file}` : undefined;
}
