type Json = Record<string, unknown>;

/** Refuses a member that the service does not know, or that it does not have without. */
export function checkMembers(
  value: unknown,
  where: string,
  { required, optional = [] }: { required: string[]; optional?: string[] },
  refuse: (message: string, member: string) => Error,
): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refuse(`${where} has to be an object`, where);
  }
  const members = value as Json;
  for (const name of Object.keys(members)) {
    if (!required.includes(name) && !optional.includes(name)) {
      throw refuse(`${where}.${name} is not a known parameter`, name);
    }
  }
  for (const name of required) {
    if (members[name] === undefined || members[name] === "") {
      throw refuse(`${where}.${name} is missing`, name);
    }
  }
  return members;
}

export function parseJson(text: string, refuse: (message: string) => Error): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refuse("the body is not JSON");
  }
}

/** The address within `"Name" <address>`. */
export function addressOf(text: string): string {
  return (/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text).trim();
}

export function isAddress(text: string): boolean {
  return /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(text);
}

/** Headers as a plain record of text. */
export function textRecord(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)]));
}

/** A member that has to be text, or nothing. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
