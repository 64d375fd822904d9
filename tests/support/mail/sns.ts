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

/** A certificate that signed itself (RFC 5280), with nothing but what one must have. */
function certificateOf(publicKey: KeyObject, privateKey: KeyObject): string {
  const name = nameOf("sns.amazonaws.com");
  const toSign = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(utcTime("250101000000Z"), utcTime("491231235959Z")),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = createSign("RSA-SHA256").update(toSign).sign(privateKey);
  const whole = sequence(toSign, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString("base64").replaceAll(/(.{64})/g, "$1\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

const signedMembers = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: [
    "Message",
    "MessageId",
    "SubscribeURL",
    "Timestamp",
    "Token",
    "TopicArn",
    "Type",
  ],
} as const;

/** Topics of SNS: a key, its certificate, and messages signed with it. */
export class FakeSns {
  readonly certificate: string;
  readonly #privateKey: KeyObject;
  /** Tokens of subscriptions that were confirmed. */
  readonly confirmed: string[] = [];

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.certificate = certificateOf(publicKey, privateKey);
    this.#privateKey = privateKey;
  }

  /** The body of an HTTP delivery, signed as version 1 (SHA-1) or 2 (SHA-256). */
  sign(
    type: keyof typeof signedMembers,
    members: Record<string, string>,
    version: "1" | "2" = "2",
  ): string {
    const message: Record<string, string> = { Type: type, ...members };
    const text = signedMembers[type]
      .flatMap((name) => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`]))
      .join("");
    const signer = createSign(version === "1" ? "RSA-SHA1" : "RSA-SHA256");
    return JSON.stringify({
      ...message,
      SignatureVersion: version,
      Signature: signer.update(text).sign(this.#privateKey, "base64"),
      SigningCertURL: "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-fake.pem",
      UnsubscribeURL: "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe",
    });
  }
}
