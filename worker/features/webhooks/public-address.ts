/** A range of addresses: its first one and how many leading bits all of its addresses share. */
interface Range {
  first: bigint;
  bits: number;
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    // A leading zero would be octal to some readers and decimal to others.
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

/** The groups of one side of `::`, or of a whole address; the very end may be dotted: two groups. */
function parseGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes(".")) {
      const tail = isEnd && index === parts.length - 1 ? parseIpv4(part) : undefined;
      if (tail === undefined) return undefined;
      groups.push(Number(tail >> 16n), Number(tail & 0xffffn));
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return undefined;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}

function parseIpv6(text: string): bigint | undefined {
  const [left = "", right, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const head = parseGroups(left, right === undefined);
  const tail = parseGroups(right ?? "", true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return groups.reduce((value, group) => value * 0x10000n + BigInt(group), 0n);
}

function rangeOf(parse: (text: string) => bigint | undefined, notation: string): Range {
  const [address = "", bits] = notation.split("/");
  return { first: parse(address) ?? 0n, bits: Number(bits) };
}

function isWithin(value: bigint, { first, bits }: Range, width: bigint): boolean {
  const shift = width - BigInt(bits);
  return value >> shift === first >> shift;
}

/** https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast. */
const closedIpv4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
].map((notation) => rangeOf(parseIpv4, notation));

/** The only part of IPv6 that is handed out to hosts of the public network. */
const globalIpv6 = rangeOf(parseIpv6, "2000::/3");

/**
 * https://www.iana.org/assignments/iana-ipv6-special-registry, as far as it lies in the global part:
 * Teredo and other protocols' own, documentation, and 6to4, which carries an IPv4 address.
 */
const closedIpv6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].map((notation) =>
  rangeOf(parseIpv6, notation),
);

/** True for text that is an IPv4 or IPv6 address in its plain notation, public or not. */
export function isAddress(text: string): boolean {
  return parseIpv4(text) !== undefined || parseIpv6(text) !== undefined;
}

/**
 * True for an address of the public network. False for private, shared, local, reserved, multicast
 * and documentation ranges, for addresses that carry another one (mapped, NAT64, 6to4, Teredo), and
 * for whatever is no address in its plain notation.
 */
export function isPublicAddress(text: string): boolean {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return !closedIpv4.some((range) => isWithin(ipv4, range, 32n));
  const ipv6 = parseIpv6(text);
  if (ipv6 === undefined || !isWithin(ipv6, globalIpv6, 128n)) return false;
  return !closedIpv6.some((range) => isWithin(ipv6, range, 128n));
}
