import { inject } from "vitest";
import type { Settings } from "#platform/settings";
import type { ReportScript } from "./usage-book.ts";

/** Admin keys of a world of its own; `unique` names it. */
export function adminKeys(unique: string) {
  return { openai: `sk-admin-${unique}`, anthropic: `sk-ant-admin-${unique}` };
}

/** Settings under which the usage reports of both providers are those of the stand-ins. */
export function reportSettings(unique: string): Partial<Settings> {
  const keys = adminKeys(unique);
  return {
    openai: { baseUrl: `${inject("fakeOpenAiUrl")}/v1`, apiKey: "sk-test" },
    anthropic: { baseUrl: `${inject("fakeAnthropicUrl")}/v1`, apiKey: "sk-ant-test" },
    openaiAdminKey: keys.openai,
    anthropicAdminKey: keys.anthropic,
  };
}

/**
 * Tells the stand-ins how their reports behave for a world's keys; it begins anew with each call and
 * reports nothing but what the script says. Runs inside workerd too: it only fetches.
 */
export async function scriptReports(
  unique: string,
  scripts: { openai?: ReportScript; anthropic?: ReportScript },
): Promise<void> {
  const keys = adminKeys(unique);
  const urls = { openai: inject("fakeOpenAiUrl"), anthropic: inject("fakeAnthropicUrl") };
  for (const provider of ["openai", "anthropic"] as const) {
    const script = { ownOnly: true, ...scripts[provider] };
    const answer = await fetch(`${urls[provider]}/__reports`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ adminKey: keys[provider], script, reset: true }),
    });
    if (!answer.ok) throw new Error(`${provider}: ${answer.status}`);
  }
}
