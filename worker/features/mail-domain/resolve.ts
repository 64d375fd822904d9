import { z } from "zod";
import { SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";

const TIMEOUT_MS = 5 * SECOND_MS;
const RECORDS_MAX = 50;
const NO_SUCH_NAME = 3;

const recordTypes = { TXT: 16, MX: 15, CNAME: 5, A: 1 } as const;
export type RecordType = keyof typeof recordTypes;

/** The records of a name; none when there are none. Throws when nobody could say. */
export type Resolve = (name: string, type: RecordType) => Promise<string[]>;

const Answer = z.object({
  Status: z.int(),
  Answer: z.array(z.object({ type: z.int(), data: z.string() })).default([]),
});

/** Text comes as pieces in quotes, which belong together (RFC 7208, 3.3). */
function textOf(data: string): string {
  const pieces = data.match(/"(?:[^"\\]|\\.)*"/g);
  if (pieces === null) return data;
  return pieces.map((piece) => piece.slice(1, -1).replaceAll(/\\(.)/g, "$1")).join("");
}

function readable(type: RecordType, data: string): string {
  if (type === "TXT") return textOf(data);
  return data.toLowerCase().replace(/\.$/, "");
}

/** Asks by DNS over HTTPS in its JSON form; what was asked once is not asked again. */
export function resolverOf(ctx: Ctx): Resolve {
  const asked = new Map<string, Promise<string[]>>();
  const ask: Resolve = async (name, type) => {
    const url = new URL(ctx.settings.dnsOverHttpsUrl);
    url.searchParams.set("name", name);
    url.searchParams.set("type", type);
    const answer = await fetch(url, {
      headers: { accept: "application/dns-json" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(`The resolver answered with ${answer.status}`);
    const { Status: status, Answer: records } = Answer.parse(await answer.json());
    if (status === NO_SUCH_NAME) return [];
    if (status !== 0) throw new Error(`The resolver answered with status ${status}`);
    return records
      .filter((record) => record.type === recordTypes[type])
      .slice(0, RECORDS_MAX)
      .map(({ data }) => readable(type, data));
  };
  return (name, type) => {
    const key = `${type} ${name}`;
    const known = asked.get(key) ?? ask(name, type);
    asked.set(key, known);
    return known;
  };
}
