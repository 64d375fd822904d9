import type { Settings } from "../worker/platform/settings.ts";

/** How mails leave, and what keeps a service from taking them. */
export function describeMail({ mail, publicOrigin }: Pick<Settings, "mail" | "publicOrigin">) {
  if (mail.transport === "outbox") return "mail: local outbox";
  const isFromHere = mail.from === undefined && publicOrigin === undefined;
  return isFromHere
    ? `mail: ${mail.transport}, from no-reply@localhost, which mail services refuse: set MAIL_FROM`
    : `mail: ${mail.transport}`;
}

/** One line a connector: connected, or not connected and why. Calls providers, briefly. */
export async function describeConnectors(settings: Settings): Promise<string[]> {
  const { createProviders } = await import("../worker/platform/ai/providers.ts");
  const providers = createProviders({ openai: settings.openai, anthropic: settings.anthropic });
  const CHECK_TIMEOUT_MS = 1_500;
  const names = {
    openai: "OpenAI-compatible AI",
    anthropic: "Anthropic",
    "workers-ai": "Workers AI",
  };
  const lines = ["built-in answerer: connected"];
  for (const [id, name] of Object.entries(names)) {
    const provider = providers.get(id as keyof typeof names);
    if (provider === undefined) {
      lines.push(`${name}: not connected`);
      continue;
    }
    const status = await provider.check(CHECK_TIMEOUT_MS);
    lines.push(
      status.state === "connected"
        ? `${name}: connected`
        : `${name}: not connected (${status.reason}: ${status.detail})`,
    );
  }
  lines.push(describeMail(settings));
  for (const { name, reason } of settings.refused)
    lines.push(`setting ${name} is ignored: ${reason}`);
  return lines;
}
