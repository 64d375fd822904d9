import { z } from "zod";
import { Problem } from "#core/problem";
import { HOUR_MS, SECOND_MS } from "#core/time";
import type { MailWebhookSettings } from "#platform/mail/provider-settings";
import { certificateKey } from "./certificate-key.ts";
import { refuseSignature, requireFresh, requireSecrets } from "./refuse-signature.ts";

const FETCH_TIMEOUT_MS = 5 * SECOND_MS;
const CERTIFICATE_CHARACTERS_MAX = 20_000;
const CERTIFICATES_MAX = 20;
const CERTIFICATE_KEPT_MS = 24 * HOUR_MS;

export const SnsMessage = z.object({
  Type: z.enum(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]),
  MessageId: z.string().min(1).max(100),
  TopicArn: z.string().max(300),
  Message: z.string(),
  Subject: z.string().nullish(),
  Timestamp: z.iso.datetime(),
  Token: z.string().max(2_000).optional(),
  SubscribeURL: z.string().max(4_000).optional(),
  SignatureVersion: z.enum(["1", "2"]),
  Signature: z.base64(),
  SigningCertURL: z.string().max(500),
});
export type SnsMessage = z.output<typeof SnsMessage>;

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
function signedText(message: SnsMessage): string {
  const members =
    message.Type === "Notification"
      ? (["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"] as const)
      : ([
          "Message",
          "MessageId",
          "SubscribeURL",
          "Timestamp",
          "Token",
          "TopicArn",
          "Type",
        ] as const);
  return members
    .flatMap((name) => {
      const value = message[name];
      return value === undefined || value === null ? [] : [`${name}\n${value}\n`];
    })
    .join("");
}

/** An address of SNS itself, or undefined; with another server in its place, the same there. */
export function snsUrl(text: string, baseUrl: string | undefined): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isSns = /^sns\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.test(url.hostname);
  if (url.protocol !== "https:" || url.port !== "" || url.username !== "" || !isSns) {
    return undefined;
  }
  return baseUrl === undefined ? url : new URL(`${baseUrl}${url.pathname}${url.search}`);
}

const certificates = new Map<string, { pem: string; fetchedAtMs: number }>();

async function fetchCertificate(url: URL): Promise<string> {
  const known = certificates.get(url.href);
  if (known !== undefined && performance.now() - known.fetchedAtMs < CERTIFICATE_KEPT_MS) {
    return known.pem;
  }
  const answer = await fetch(url, {
    redirect: "manual",
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (!answer.ok) throw new Error(`The certificate was answered with ${answer.status}`);
  const pem = await answer.text();
  if (pem.length > CERTIFICATE_CHARACTERS_MAX) throw new Error("The certificate is too long");
  if (certificates.size >= CERTIFICATES_MAX) certificates.clear();
  certificates.set(url.href, { pem, fetchedAtMs: performance.now() });
  return pem;
}

async function importKey(pem: string, version: SnsMessage["SignatureVersion"]) {
  const hash = version === "1" ? "SHA-1" : "SHA-256";
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash };
  return await crypto.subtle.importKey("spki", certificateKey(pem), algorithm, false, ["verify"]);
}

/**
 * Shows that SNS signed a message of our topic lately, with a certificate that it serves itself.
 * Refuses any other topic before anything is fetched. A certificate that cannot be fetched just now is
 * `unavailable`: SNS tries again.
 */
export async function verifySns(
  message: SnsMessage,
  { sesTopicArn, snsBaseUrl }: MailWebhookSettings,
  nowMs: number,
): Promise<void> {
  requireSecrets("ses", "SES_TOPIC_ARN", sesTopicArn === undefined ? [] : [sesTopicArn]);
  if (message.TopicArn !== sesTopicArn) throw refuseSignature("That is not the topic of ours.");
  requireFresh("ses", Date.parse(message.Timestamp), nowMs);
  const url = snsUrl(message.SigningCertURL, snsBaseUrl);
  if (url === undefined || !url.pathname.endsWith(".pem")) {
    throw refuseSignature("The certificate is not one of SNS.");
  }
  let pem: string;
  try {
    pem = await fetchCertificate(url);
  } catch (cause) {
    throw new Problem("unavailable", { detail: "The certificate could not be fetched.", cause });
  }
  const signed = new TextEncoder().encode(signedText(message));
  const signature = Uint8Array.fromBase64(message.Signature);
  const key = await importKey(pem, message.SignatureVersion);
  if (!(await crypto.subtle.verify(key.algorithm.name, key, signature, signed))) {
    throw refuseSignature("SNS did not make that signature.");
  }
}

/** Confirms that we want what the topic publishes, as SNS asked. */
export async function confirmSubscription(
  message: SnsMessage,
  { snsBaseUrl }: MailWebhookSettings,
): Promise<void> {
  const url = snsUrl(message.SubscribeURL ?? "", snsBaseUrl);
  const isConfirmation = url?.searchParams.get("Action") === "ConfirmSubscription";
  if (url === undefined || !isConfirmation) {
    throw refuseSignature("The address of the confirmation is not one of SNS.");
  }
  const answer = await fetch(url, {
    redirect: "manual",
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  await answer.body?.cancel();
  if (!answer.ok) {
    throw new Problem("unavailable", { detail: `SNS answered the confirmation ${answer.status}.` });
  }
}
