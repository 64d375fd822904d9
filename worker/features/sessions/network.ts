import { sign } from "./cookies.ts";

/** The network of an address: an IPv6 subscriber has a whole /64, so only its first half counts. */
export function networkOf(ip: string): string {
  if (!ip.includes(":")) return ip;
  const [head = "", tail] = ip.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(8 - left.length - right.length, 0);
  const groups = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""))
    .join(":");
}

/** HMAC-SHA256 of `text`, its first 128 bits in hexadecimal. */
export async function hexSignature(secret: string, text: string): Promise<string> {
  const mac = (await sign(secret, text)).subarray(0, 16);
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * What stands for the caller's network in limits: keyed, so that no address is stored and none can
 * be found by trying. The edge sets `CF-Connecting-IP`; a client cannot.
 */
export async function ipHashOf(request: Request, secret: string): Promise<string> {
  const ip = request.headers.get("cf-connecting-ip") ?? "unknown";
  return await hexSignature(secret, `ip:${networkOf(ip)}`);
}
