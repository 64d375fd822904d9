/** An address as a number, and how many bits its family has. */
interface Address {
  value: bigint;
  bits: 32 | 128;
}

function parseV4(text: string): bigint | undefined {
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

function parseGroups(text: string): bigint[] | undefined {
  if (text === "") return [];
  const groups: bigint[] = [];
  for (const part of text.split(":")) {
    if (!/^[0-9a-f]{1,4}$/i.test(part)) return undefined;
    groups.push(BigInt(`0x${part}`));
  }
  return groups;
}

/** The dotted end of a mixed address, as the two groups that it stands for. */
function undotted(text: string): string | undefined {
  const at = text.lastIndexOf(":");
  const tail = text.slice(at + 1);
  if (!tail.includes(".")) return text;
  const value = parseV4(tail);
  if (value === undefined) return undefined;
  return `${text.slice(0, at + 1)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
}

function parseV6(mixed: string): bigint | undefined {
  const text = undotted(mixed);
  if (text === undefined) return undefined;
  const [left = "", right, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const head = parseGroups(left);
  const tail = right === undefined ? [] : parseGroups(right);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

const MAPPED = 0xffffn;

/** An IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2) is the IPv4 address that it holds. */
function parseAddress(text: string): Address | undefined {
  const v4 = parseV4(text);
  if (v4 !== undefined) return { value: v4, bits: 32 };
  const v6 = text.includes(":") ? parseV6(text) : undefined;
  if (v6 === undefined) return undefined;
  if (v6 >> 32n === MAPPED) return { value: v6 & 0xffffffffn, bits: 32 };
  return { value: v6, bits: 128 };
}

/**
 * A range in CIDR form (RFC 4632, RFC 4291), or a single address, in its short spelling; undefined
 * when it is none, or names bits behind its prefix.
 */
export function parseRange(
  text: string,
): { first: bigint; bits: 32 | 128; prefix: number } | undefined {
  const [address = "", length, ...more] = text.trim().split("/");
  const parsed = more.length > 0 ? undefined : parseAddress(address);
  if (parsed === undefined) return undefined;
  const { value, bits } = parsed;
  if (length !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) return undefined;
  const rest = BigInt(bits - prefix);
  return (value >> rest) << rest === value ? { first: value, bits, prefix } : undefined;
}

/** True when the address lies in one of the ranges; one that cannot be read lies in none. */
export function isInRanges(address: string, ranges: readonly string[]): boolean {
  const parsed = parseAddress(address.trim());
  if (parsed === undefined) return false;
  return ranges.some((text) => {
    const range = parseRange(text);
    if (range === undefined || range.bits !== parsed.bits) return false;
    const rest = BigInt(range.bits - range.prefix);
    return parsed.value >> rest === range.first >> rest;
  });
}
