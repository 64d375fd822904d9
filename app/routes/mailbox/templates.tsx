import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Select } from "#app/ui/select.tsx";
import { previewMail, requireGallery } from "#features/mail";
import { templateNames } from "#features/mail/schema";
import { m } from "#messages";
import { pageTitle } from "../identity/page-title.ts";
import type { Route } from "./+types/templates";
import { LinkedText } from "./linked-text.tsx";

const languages = [
  { value: "en", label: "English" },
  { value: "es", label: "Español" },
  { value: "fr", label: "Français" },
  { value: "de", label: "Deutsch" },
  { value: "ar", label: "العربية" },
];
const forms = ["light", "dark", "text"] as const;

export function meta() {
  return pageTitle(m.channels_gallery_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  requireGallery(ctx);
  const { searchParams } = new URL(request.url);
  const asked = (name: string) => searchParams.get(name);
  const template = templateNames.find((one) => one === asked("template")) ?? "verify";
  const locale = languages.find(({ value }) => value === asked("locale"))?.value ?? "en";
  const form = forms.find((one) => one === asked("form")) ?? "light";
  const { subject, text } = await previewMail(ctx, { template, locale, scheme: "light" });
  return { template, locale, form, subject, text };
}

/** Every mail that the product writes, with sample data, in each language and form. */
export default function Templates({ loaderData }: Route.ComponentProps) {
  const { template, locale, form, subject, text } = loaderData;
  const names = templateNames.map((name) => ({ value: name, label: name }));
  const formNames = [
    { value: "light", label: m.channels_gallery_light() },
    { value: "dark", label: m.channels_gallery_dark() },
    { value: "text", label: m.channels_gallery_text() },
  ];
  return (
    <>
      <PageHeader title={m.channels_gallery_title()} description={m.channels_gallery_lead()} />
      <form className="mb-6 grid items-end gap-4 sm:grid-cols-4">
        <Field name="template" label={m.channels_gallery_template()}>
          <Select options={names} defaultValue={template} />
        </Field>
        <Field name="locale" label={m.shell_language()}>
          <Select options={languages} defaultValue={locale} />
        </Field>
        <Field name="form" label={m.channels_gallery_form()}>
          <Select options={formNames} defaultValue={form} />
        </Field>
        <Button type="submit" variant="primary">
          {m.channels_gallery_show()}
        </Button>
      </form>
      <h2 className="mb-3 text-base" lang={locale} dir="auto">
        {subject}
      </h2>
      {form === "text" ? (
        <Card>
          <div lang={locale} dir={locale === "ar" ? "rtl" : "ltr"}>
            <LinkedText text={text} />
          </div>
        </Card>
      ) : (
        <iframe
          title={subject}
          sandbox=""
          src={`/mailbox/preview/${template}/${locale}/${form}`}
          className="h-[760px] w-full rounded-md border border-line"
        />
      )}
    </>
  );
}
