/** What a browser answers when push is to be switched on in it. */
export type Subscribing =
  | { kind: "on"; json: PushSubscriptionJSON }
  | { kind: "denied" | "failed" | "unsupported" };

function toBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

/** Whether this browser can be pushed to at all. */
export function knowsPush(): boolean {
  return "serviceWorker" in navigator && "PushManager" in globalThis;
}

/**
 * Asks the person, then the browser: the worker that shows what is pushed is registered, and the
 * browser subscribes with our key. It never throws.
 */
export async function subscribe(publicKey: string): Promise<Subscribing> {
  if (!knowsPush()) return { kind: "unsupported" };
  try {
    if ((await Notification.requestPermission()) !== "granted") return { kind: "denied" };
    await navigator.serviceWorker.register("/push-worker.js");
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: toBytes(publicKey),
    });
    return { kind: "on", json: subscription.toJSON() };
  } catch {
    return { kind: "failed" };
  }
}

/** The subscription's address in this browser, as the server knows it: SHA-256; undefined without. */
export async function ownEndpointHash(): Promise<string | undefined> {
  if (!knowsPush()) return undefined;
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription === null || subscription === undefined) return undefined;
  const bytes = new TextEncoder().encode(subscription.endpoint);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
