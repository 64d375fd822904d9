import { ChevronLeft, ChevronRight } from "lucide-react";
import { useLocation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Card } from "#app/ui/card.tsx";
import { cx } from "#app/ui/cx.ts";
import type { RouteHandle } from "#app/ui/handle.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { themeOf } from "#app/ui/theme.ts";
import { previewMail, requireGallery } from "#features/mail";
import type { TemplateName } from "#features/mail/schema";
import { getLocale, getTextDirection } from "#locale";
import { m } from "#messages";
import { pageTitle } from "../identity/page-title.ts";
import { PublicFrame } from "../identity/public-frame.tsx";
import type { Route } from "./+types/templates";
import { GalleryChoices } from "./gallery-choices.tsx";
import { galleryAddress, type GalleryQuery, parseGalleryQuery } from "./gallery-query.ts";
import { LinkedText } from "./linked-text.tsx";
import { neighboursOf, TemplateLinks, TemplateSelect } from "./template-list.tsx";
import { templateName } from "./template-words.ts";

export const handle: RouteHandle = { hydrate: false };

export function meta() {
  return pageTitle(m.mailtemplates_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  requireGallery(ctx);
  const { searchParams } = new URL(request.url);
  const query = parseGalleryQuery(searchParams, { locale: getLocale(), theme: themeOf(request) });
  const { template, locale } = query;
  const { subject, text } = await previewMail(ctx, { template, locale, scheme: "system" });
  return { query, subject, text };
}

function Onward({ template }: { template: TemplateName }) {
  const { search } = useLocation();
  const { previous, next } = neighboursOf(template);
  return (
    <div className="flex gap-2">
      {previous === undefined ? null : (
        <LinkButton size="sm" to={galleryAddress(search, { template: previous })}>
          <ChevronLeft aria-hidden="true" className="size-4 rtl:-scale-x-100" />
          {m.shell_previous_page()}
        </LinkButton>
      )}
      {next === undefined ? null : (
        <LinkButton size="sm" to={galleryAddress(search, { template: next })}>
          {m.shell_next_page()}
          <ChevronRight aria-hidden="true" className="size-4 rtl:-scale-x-100" />
        </LinkButton>
      )}
    </div>
  );
}

interface ShownProps {
  query: GalleryQuery;
  subject: string;
  text: string;
}

function Shown({ query, subject, text }: ShownProps) {
  const { template, locale, look, width } = query;
  if (look === "text") {
    return (
      <Card>
        <div lang={locale} dir={getTextDirection(locale)}>
          <LinkedText text={text} />
        </div>
      </Card>
    );
  }
  return (
    <iframe
      title={subject}
      sandbox=""
      src={`/mailbox/preview/${template}/${locale}/${look}`}
      className={cx(
        "h-[760px] w-full rounded-md border border-line",
        width === "phone" && "mx-auto block max-w-[390px]",
      )}
    />
  );
}

/** Every mail that the product writes, with sample data, in each language and form. */
export default function Templates({ loaderData }: Route.ComponentProps) {
  const { query, subject, text } = loaderData;
  const { template } = query;
  return (
    <PublicFrame width="wide">
      <PageHeader title={m.mailtemplates_title()} description={m.mailtemplates_lead()} />
      <div className="grid gap-x-10 lg:grid-cols-[240px_minmax(0,1fr)]">
        <TemplateLinks current={template} />
        <article className="min-w-0">
          <TemplateSelect current={template} />
          <header className="mb-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
            <div className="min-w-0">
              <h2 className="text-base">
                {templateName(template)}{" "}
                <code dir="ltr" className="ms-1 font-mono text-xs font-normal text-muted">
                  {template}
                </code>
              </h2>
              <p className="mt-0.5 text-muted">
                {m.mailtemplates_subject({ subject: `\u2068${subject}\u2069` })}
              </p>
            </div>
            <Onward template={template} />
          </header>
          <GalleryChoices query={query} />
          <Shown query={query} subject={subject} text={text} />
        </article>
      </div>
    </PublicFrame>
  );
}
