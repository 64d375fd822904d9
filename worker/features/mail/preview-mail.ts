import { Problem } from "#core/problem";
import { isOperator, requirePerson } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { sampleData } from "./sample-data.ts";
import { templateFacts, type TemplateName, templateNames } from "./schema.ts";
import { type WrittenMail, writeMail } from "./write-mail.ts";

/** Refuses who may not look at templates: on a machine of one's own everybody may, else operators. */
export function requireGallery(ctx: Ctx): void {
  if (ctx.settings.environment === "local" || isOperator(ctx.actor)) return;
  requirePerson(ctx);
  throw new Problem("forbidden");
}

function isTemplate(name: string): name is TemplateName {
  return templateNames.some((one) => one === name);
}

const DARK = "@media (prefers-color-scheme:dark)";
/** When the dark form applies. */
const darkWhen = { system: DARK, light: "@media not all", dark: "@media all" } as const;

/**
 * A template with sample data, in a language; its HTML shows the one or the other form, or leaves it
 * to the reader's system. Refuses who may not look at templates; an unknown one is `not-found`.
 */
export async function previewMail(
  ctx: Ctx,
  input: { template: string; locale: string; scheme: keyof typeof darkWhen },
): Promise<WrittenMail> {
  requireGallery(ctx);
  const { template, locale, scheme } = input;
  if (!isTemplate(template)) throw new Problem("not-found");
  const unsubscribeUrl = templateFacts[template].essential
    ? undefined
    : `${ctx.origin}/mail/unsubscribe/sample`;
  const place = { origin: ctx.origin, unsubscribeUrl };
  const mail = await writeMail(template, locale, sampleData[template], place);
  return { ...mail, html: mail.html.replace(DARK, darkWhen[scheme]) };
}
