export type DkimAlgorithm = "rsa" | "ed25519";

/** A key that signs, ready for use. */
export interface DkimSigner {
  domain: string;
  selector: string;
  algorithm: DkimAlgorithm;
  key: CryptoKey;
}

const parameters = {
  rsa: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  ed25519: { name: "Ed25519" },
};

const CR_LF = "\r\n";
const encoder = new TextEncoder();

/**
 * What is signed where it is there. Those that decide what the reader sees or where a click leads are
 * named once more than they occur, so that none can be added on the way (RFC 6376, section 8.15).
 */
const SIGNED = [
  "from",
  "to",
  "reply-to",
  "subject",
  "date",
  "message-id",
  "mime-version",
  "content-type",
  "list-id",
  "list-unsubscribe",
  "list-unsubscribe-post",
  "auto-submitted",
];
const SEALED = new Set(["from", "to", "subject", "list-unsubscribe", "list-unsubscribe-post"]);

function toBase64(bytes: ArrayBuffer | Uint8Array): string {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** A new pair: the public half as its DNS record carries it, the private one as PKCS #8, both base64. */
export async function generateDkimPair(
  algorithm: DkimAlgorithm,
): Promise<{ publicKey: string; privateKey: string }> {
  const rsa = { modulusLength: 2_048, publicExponent: new Uint8Array([1, 0, 1]) };
  const pair = (await crypto.subtle.generateKey(
    algorithm === "rsa" ? { ...parameters.rsa, ...rsa } : parameters.ed25519,
    true,
    ["sign", "verify"],
  )) as CryptoKeyPair;
  const format = algorithm === "rsa" ? "spki" : "raw";
  const [publicKey, privateKey] = await Promise.all([
    crypto.subtle.exportKey(format, pair.publicKey),
    crypto.subtle.exportKey("pkcs8", pair.privateKey),
  ]);
  return { publicKey: toBase64(publicKey), privateKey: toBase64(privateKey) };
}

export async function importDkimKey(
  algorithm: DkimAlgorithm,
  privateKey: string,
): Promise<CryptoKey> {
  return await crypto.subtle.importKey(
    "pkcs8",
    fromBase64(privateKey),
    parameters[algorithm],
    false,
    ["sign"],
  );
}

/** The TXT record of a key: RFC 6376, section 3.6.1, and RFC 8463, section 4. */
export function dkimRecord(key: {
  selector: string;
  domain: string;
  algorithm: DkimAlgorithm;
  publicKey: string;
}): { name: string; value: string } {
  return {
    name: `${key.selector}._domainkey.${key.domain}`,
    value: `v=DKIM1; k=${key.algorithm}; p=${key.publicKey}`,
  };
}

/** RFC 6376, section 3.4.2. */
function relaxedHeader(name: string, value: string): string {
  const unfolded = value.replaceAll(/\r\n(?=[ \t])/g, "").replaceAll(/[ \t]+/g, " ");
  return `${name.toLowerCase().trim()}:${unfolded.trim()}`;
}

/** RFC 6376, section 3.4.4. */
function relaxedBody(body: string): string {
  const lines = body.replaceAll(/[ \t]+(?=\r\n|$)/g, "").replaceAll(/[ \t]+/g, " ");
  const text = lines.replace(/(?:\r\n)+$/, "");
  return text === "" ? "" : text + CR_LF;
}

function splitMessage(raw: string): { fields: { name: string; value: string }[]; body: string } {
  const end = raw.indexOf(CR_LF + CR_LF);
  const head = end < 0 ? raw : raw.slice(0, end);
  const fields = head.split(/\r\n(?![ \t])/).map((field) => {
    const colon = field.indexOf(":");
    return { name: field.slice(0, colon), value: field.slice(colon + 1) };
  });
  return { fields, body: end < 0 ? "" : raw.slice(end + 4) };
}

function foldTag(name: string, value: string): string {
  const WIDTH = 72;
  const lines = value.match(new RegExp(`.{1,${WIDTH}}`, "g")) ?? [];
  return `${CR_LF}\t${name}=${lines.join(`${CR_LF}\t `)}`;
}

/** Names of `h=`, on lines of their own where they are too many for one. */
function foldNames(names: string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length > 68) lines.push(name);
    else lines[lines.length - 1] = `${last}:${name}`;
  }
  return `${CR_LF}\th=${lines.join(`:${CR_LF}\t `)}`;
}

/**
 * The message with a DKIM-Signature for each key at its head: relaxed/relaxed, RFC 6376 with
 * RSA-2048 and RFC 8463 with Ed25519. The bytes must not change afterwards.
 */
export async function signDkim(raw: string, signers: DkimSigner[], atMs: number): Promise<string> {
  if (signers.length === 0) return raw;
  const { fields, body } = splitMessage(raw);
  const bodyHash = await crypto.subtle.digest("SHA-256", encoder.encode(relaxedBody(body)));
  const names: string[] = [];
  let signed = "";
  for (const name of SIGNED) {
    const found = fields.filter((field) => field.name.toLowerCase() === name);
    for (const field of found.toReversed()) signed += relaxedHeader(name, field.value) + CR_LF;
    names.push(...found.map(() => name), ...(SEALED.has(name) ? [name] : []));
  }
  const signatures = signers.map(async ({ domain, selector, algorithm, key }) => {
    const value = [
      ` v=1; a=${algorithm}-sha256; c=relaxed/relaxed; d=${domain};`,
      `${CR_LF}\ts=${selector}; t=${Math.floor(atMs / 1_000)};`,
      `${foldNames(names)};`,
      `${foldTag("bh", toBase64(bodyHash))};`,
      `${CR_LF}\tb=`,
    ].join("");
    const input = encoder.encode(signed + relaxedHeader("dkim-signature", value));
    const message = algorithm === "ed25519" ? await crypto.subtle.digest("SHA-256", input) : input;
    const signature = await crypto.subtle.sign(parameters[algorithm], key, message);
    const lines = toBase64(signature).match(/.{1,72}/g) ?? [];
    return `DKIM-Signature:${value}${lines.join(`${CR_LF}\t `)}${CR_LF}`;
  });
  return (await Promise.all(signatures)).join("") + raw;
}
