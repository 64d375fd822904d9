/** One element of DER: its tag, where its content begins and where it ends. */
interface Element {
  tag: number;
  from: number;
  start: number;
  end: number;
}

const SEQUENCE = 0x30;
const VERSION = 0xa0;

function elementAt(der: Uint8Array, from: number): Element {
  const tag = der[from];
  const first = der[from + 1];
  if (tag === undefined || first === undefined) throw new Error("The certificate is cut short");
  const sizeBytes = first & 0x80 ? first & 0x7f : 0;
  if (sizeBytes > 3) throw new Error("The certificate is too large");
  let length = sizeBytes === 0 ? first : 0;
  for (let at = 0; at < sizeBytes; at++) length = length * 256 + (der[from + 2 + at] ?? 0);
  const start = from + 2 + sizeBytes;
  if (start + length > der.length) throw new Error("The certificate is cut short");
  return { tag, from, start, end: start + length };
}

/**
 * The public key of an X.509 certificate in PEM (RFC 5280, 4.1), as WebCrypto imports it: the seventh
 * member of what is signed, or the sixth where no version is written.
 */
export function certificateKey(pem: string): Uint8Array<ArrayBuffer> {
  const base64 = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/.exec(pem)?.[1];
  if (base64 === undefined) throw new Error("That is no certificate");
  const der = Uint8Array.fromBase64(base64.replaceAll(/\s+/g, ""));
  const certificate = elementAt(der, 0);
  const signed = elementAt(der, certificate.start);
  let member = elementAt(der, signed.start);
  if (member.tag === VERSION) member = elementAt(der, member.end);
  // Serial number, then algorithm, issuer, validity and subject; the key comes after them.
  for (let skipped = 0; skipped < 5; skipped++) member = elementAt(der, member.end);
  if (member.tag !== SEQUENCE) throw new Error("The certificate has no key where it belongs");
  return der.slice(member.from, member.end);
}
