import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { anthropicReports } from "./anthropic-report.ts";
import { openAiReports } from "./openai-report.ts";
import type { ReportSource } from "./report-source.ts";
import type { ReportingProvider } from "./schema.ts";

/** The setting that connects each provider's reports. */
export const reportSettings: Record<ReportingProvider, string> = {
  openai: "OPENAI_ADMIN_KEY",
  anthropic: "ANTHROPIC_ADMIN_KEY",
};

/** A provider's reports; undefined when the deployment has no admin key of it. */
export function findReportSource(
  { settings }: Pick<Ctx, "settings">,
  provider: ReportingProvider,
): ReportSource | undefined {
  switch (provider) {
    case "openai":
      return settings.openaiAdminKey === undefined
        ? undefined
        : openAiReports({
            baseUrl: settings.openai?.baseUrl ?? "https://api.openai.com/v1",
            adminKey: settings.openaiAdminKey,
          });
    case "anthropic":
      return settings.anthropicAdminKey === undefined
        ? undefined
        : anthropicReports({
            baseUrl: settings.anthropic?.baseUrl ?? "https://api.anthropic.com/v1",
            adminKey: settings.anthropicAdminKey,
          });
  }
}

/** A provider's reports. Refuses with `not-connected` without an admin key. */
export function requireReportSource(
  ctx: Pick<Ctx, "settings">,
  provider: ReportingProvider,
): ReportSource {
  const source = findReportSource(ctx, provider);
  if (source !== undefined) return source;
  throw new Problem("not-connected", {
    detail: `The usage reports of ${provider} are not connected: ${reportSettings[provider]} is not set.`,
    extensions: { service: provider, setting: reportSettings[provider] },
  });
}
