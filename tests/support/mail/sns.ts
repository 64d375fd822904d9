import { createSign, type KeyObject } from "node:crypto";
import { makeCertificate } from "../certificate.ts";

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
    const { certificate, privateKey } = makeCertificate("sns.amazonaws.com");
    this.certificate = certificate;
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
