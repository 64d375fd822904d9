/** Numbers of record types that are asked for. */
const types: Record<string, number> = { A: 1, CNAME: 5, MX: 15, TXT: 16, AAAA: 28 };

export interface ZoneRecord {
  name: string;
  type: string;
  data: string;
}

/** Names and their records, each set of them under a key of its own. */
export class Zones {
  readonly #records = new Map<string, ZoneRecord[]>();

  put(key: string, records: ZoneRecord[]): void {
    this.#records.set(key, records);
  }

  /** A query of DNS over HTTPS in its JSON form; a zone called `broken…` fails. */
  answer(key: string, url: URL): Response {
    if (key.startsWith("broken")) return new Response("no", { status: 502 });
    const name = (url.searchParams.get("name") ?? "").toLowerCase().replace(/\.$/, "");
    const type = url.searchParams.get("type") ?? "A";
    const all = this.#records.get(key) ?? [];
    const own = all.filter((record) => record.name.toLowerCase() === name);
    const found: ZoneRecord[] = [];
    let at = name;
    for (let hops = 0; hops < 8; hops++) {
      const here = all.filter((record) => record.name.toLowerCase() === at);
      const alias = here.find((record) => record.type === "CNAME");
      if (alias === undefined || type === "CNAME") {
        found.push(...here.filter((record) => record.type === type));
        break;
      }
      found.push(alias);
      at = alias.data.toLowerCase().replace(/\.$/, "");
    }
    const isKnown = own.length > 0 || all.some((record) => record.name.endsWith(`.${name}`));
    return Response.json(
      {
        Status: isKnown ? 0 : 3,
        Answer: found.map((record) => ({
          name: record.name,
          type: types[record.type] ?? 0,
          TTL: 60,
          data: record.type === "TXT" ? quote(record.data) : record.data,
        })),
      },
      { headers: { "content-type": "application/dns-json" } },
    );
  }
}

/** Text comes in pieces of at most 255 characters, each in quotes. */
function quote(text: string): string {
  const pieces = text.match(/[\s\S]{1,255}/g) ?? [""];
  return pieces.map((piece) => `"${piece.replaceAll(/["\\]/g, "\\$&")}"`).join(" ");
}
