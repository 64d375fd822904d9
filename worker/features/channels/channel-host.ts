import type { ChannelKind } from "./schema.ts";

interface HostRule {
  /** A host, or the end of one when it begins with a dot. */
  hosts: string[];
  path: RegExp;
}

/** Where the chat programs take messages, by their own pages. */
const rules: Record<Exclude<ChannelKind, "webhook">, HostRule> = {
  slack: {
    hosts: ["hooks.slack.com", "hooks.slack-gov.com"],
    path: /^\/(?:services|workflows|triggers)\/./,
  },
  discord: {
    hosts: ["discord.com", "ptb.discord.com", "canary.discord.com", "discordapp.com"],
    path: /^\/api(?:\/v\d+)?\/webhooks\/\d+\/./,
  },
  teams: {
    hosts: [".webhook.office.com", ".logic.azure.com", ".api.powerplatform.com"],
    path: /^\/./,
  },
};

/**
 * True when an address is an incoming webhook of that chat program; any address will do for a
 * program of one's own. With `privateHosts` any host of one's own machine stands in for them.
 */
export function isChannelHost(kind: ChannelKind, address: string, privateHosts: boolean): boolean {
  if (kind === "webhook") return true;
  const url = new URL(address);
  if (privateHosts && url.protocol === "http:") return true;
  const { hosts, path } = rules[kind];
  const isHost = hosts.some((host) =>
    host.startsWith(".") ? url.hostname.endsWith(host) : url.hostname === host,
  );
  return isHost && path.test(url.pathname);
}
