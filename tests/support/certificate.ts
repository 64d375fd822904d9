import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";

/** DER of one element: tag, length, content. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), body]);
  const size = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const sequence = (...content: Buffer[]) => der(0x30, ...content);
const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const utcTime = (text: string) => der(0x17, Buffer.from(text, "latin1"));

/** sha256WithRSAEncryption. */
const algorithm = sequence(oid("2a864886f70d01010b"), der(0x05));

function nameOf(commonName: string): Buffer {
  const attribute = sequence(oid("550403"), der(0x0c, Buffer.from(commonName)));
  return sequence(der(0x31, attribute));
}

/** subjectAltName: by this, and not by its common name, a server is recognised. */
function alternativeNames(host: string): Buffer {
  const names = sequence(der(0x82, Buffer.from(host, "latin1")));
  return der(0xa3, sequence(sequence(oid("551d11"), der(0x04, names))));
}

/** A key, and a certificate for `host` that signed itself (RFC 5280), with what one must have. */
export function makeCertificate(host: string): { certificate: string; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const name = nameOf(host);
  const toSign = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(utcTime("250101000000Z"), utcTime("491231235959Z")),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    alternativeNames(host),
  );
  const signature = createSign("RSA-SHA256").update(toSign).sign(privateKey);
  const whole = sequence(toSign, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString("base64").replaceAll(/(.{64})/g, "$1\n");
  const certificate = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  return { certificate, privateKey };
}
