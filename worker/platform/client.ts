import type { Settings } from "./settings.ts";

/** What the request itself says of the browser or program behind it. Nothing of it is proven. */
export interface Client {
  userAgent: string | undefined;
  /** ISO 3166-1, by the edge's reckoning. */
  country: string | undefined;
  city: string | undefined;
  /** The address without its last part, which would name a single connection. */
  network: string | undefined;
  cookieHeader: string | null;
}

export const unknownClient: Client = {
  userAgent: undefined,
  country: undefined,
  city: undefined,
  network: undefined,
  cookieHeader: null,
};

const USER_AGENT_MAX = 400;
const CITY_MAX = 80;

/** `203.0.x.x`, or the first two groups of an IPv6 address. */
export function coarseNetwork(ip: string): string | undefined {
  const four = /^(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(ip);
  if (four !== null) return `${four[1]}.x.x`;
  const six = /^([\da-f]{1,4}):([\da-f]{1,4}):/i.exec(ip);
  return six === null ? undefined : `${six[1]}:${six[2]}::`.toLowerCase();
}

/**
 * The edge knows country and city; elsewhere there is only the network. A local runtime makes a place
 * up, so that one is left out.
 */
export function clientOf(request: Request, { environment }: Pick<Settings, "environment">): Client {
  const { cf: told, headers } = request as Request<unknown, IncomingRequestCfProperties>;
  const cf = environment === "local" ? undefined : told;
  const userAgent = headers.get("user-agent")?.trim().slice(0, USER_AGENT_MAX);
  return {
    userAgent: userAgent === "" ? undefined : userAgent,
    country: cf?.country,
    city: cf?.city?.slice(0, CITY_MAX),
    network: coarseNetwork(headers.get("cf-connecting-ip") ?? ""),
    cookieHeader: headers.get("cookie"),
  };
}
