import { TextQuote } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { Problem } from "#core/problem";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { useMay } from "#app/ui/may-context.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import { createTemplate, deleteTemplate, listTemplates, updateTemplate } from "#features/chat";
import type { TemplateView } from "#features/chat/schema";
import { m } from "#messages";
import type { Route } from "./+types/templates";
import { textField } from "./form-fields.ts";

export const handle = { crumb: () => m.chat_templates() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.chat_templates()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  return { templates: await listTemplates(ctxOf(context)) };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  const id = textField(form, "templateId") ?? "";
  const input = { name: textField(form, "name") ?? "", text: textField(form, "text") ?? "" };
  switch (textField(form, "intent")) {
    case "create":
      await createTemplate(ctx, input);
      return { done: true };
    case "update":
      await updateTemplate(ctx, id, input);
      return { done: true };
    case "delete":
      await deleteTemplate(ctx, id);
      return { done: true };
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

export default function Templates({ loaderData }: Route.ComponentProps) {
  const { templates } = loaderData;
  const mayWrite = useMay("chat.write");
  return (
    <div className="min-w-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-3xl px-4 py-6 sm:px-8">
        <PageHeader title={m.chat_templates()} description={m.chat_templates_about()} />
        <div className="grid grid-cols-1 gap-6">
          {templates.length === 0 ? (
            <EmptyState icon={TextQuote} title={m.chat_templates_empty()}>
              {m.chat_templates_empty_text()}
            </EmptyState>
          ) : (
            <ul className="grid grid-cols-1 gap-3">
              {templates.map((template) => (
                <li key={`${template.id}-${template.updatedAtMs}`}>
                  <TemplateCard template={template} />
                </li>
              ))}
            </ul>
          )}
          {mayWrite ? (
            <Card title={m.chat_template_new()}>
              <Form key={templates.length} name="create">
                <input type="hidden" name="intent" value="create" />
                <TemplateFields />
                <Button type="submit" variant="primary" className="justify-self-start">
                  {m.chat_template_save()}
                </Button>
              </Form>
            </Card>
          ) : null}
        </div>
      </div>
    </div>
  );
}

function TemplateFields({ template }: { template?: TemplateView }) {
  return (
    <>
      <Field name="name" label={m.chat_template_name()} required>
        <TextInput dir="auto" maxLength={80} defaultValue={template?.name} />
      </Field>
      <Field name="text" label={m.chat_template_text()} required>
        <Textarea rows={4} maxLength={20_000} defaultValue={template?.text} />
      </Field>
    </>
  );
}

function TemplateCard({ template }: { template: TemplateView }) {
  const { id, name, text } = template;
  const mayWrite = useMay("chat.write");
  const maySend = useMay("chat.send");
  return (
    <details className="group rounded-md border border-line bg-surface">
      <summary className="flex items-center gap-4 px-5 py-3 hover:bg-paper">
        <span className="min-w-0 flex-1">
          <span dir="auto" className="block truncate font-medium">
            {name}
          </span>
          <span dir="auto" className="block truncate text-muted">
            {text}
          </span>
        </span>
        <span className="text-muted group-open:hidden">{m.chat_template_edit()}</span>
      </summary>
      <div className="border-t border-line p-5">
        <Form name={id}>
          <input type="hidden" name="templateId" value={id} />
          <fieldset disabled={!mayWrite} className="grid gap-5">
            <TemplateFields template={template} />
          </fieldset>
          <div className="flex flex-wrap gap-2">
            {mayWrite ? (
              <Button type="submit" name="intent" value="update" variant="primary">
                {m.shell_save()}
              </Button>
            ) : null}
            {maySend ? (
              <LinkButton to={`/chat?template=${id}`}>{m.chat_template_use()}</LinkButton>
            ) : null}
          </div>
        </Form>
        {mayWrite ? (
          <AskFirst
            name={`delete-${id}`}
            fields={{ intent: "delete", templateId: id }}
            label={m.shell_delete()}
            title={m.chat_template_delete_title({ name })}
            variant="quiet"
            className="mt-2"
          >
            {m.chat_template_delete_text()}
          </AskFirst>
        ) : null}
      </div>
    </details>
  );
}
