import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Select } from "#app/ui/select.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import { askAboutData } from "#features/subject-requests";
import { NewSubjectRequest } from "#features/subject-requests/schema";
import { m } from "#messages";
import { AuthCard } from "../identity/auth-card.tsx";
import { formFields, inReadersWords, parseForm } from "../identity/form-words.ts";
import { pageTitle } from "../identity/page-title.ts";
import type { Route } from "./+types/request";
import { requestKindNames } from "./request-kinds.ts";

export function meta() {
  return pageTitle(m.privacy_request_title());
}

export async function action({ request, context }: Route.ActionArgs) {
  const input = parseForm(NewSubjectRequest, await formFields(request));
  await inReadersWords(askAboutData(ctxOf(context), input));
  return { sentTo: input.email };
}

/** For whoever wants to know, correct, stop or erase what is kept about them. */
export default function SubjectRequest({ actionData }: Route.ComponentProps) {
  if (actionData !== undefined && "sentTo" in actionData) {
    return (
      <AuthCard
        title={m.privacy_request_sent_title()}
        lead={m.privacy_request_sent({ email: actionData.sentTo })}
      />
    );
  }
  const kinds = Object.entries(requestKindNames).map(([value, label]) => ({
    value,
    label: label(),
  }));
  return (
    <AuthCard title={m.privacy_request_title()} lead={m.privacy_request_lead()}>
      <Form>
        <Field name="email" label={m.identity_email()} hint={m.privacy_request_proof()} required>
          <TextInput type="email" autoComplete="email" inputMode="email" spellCheck={false} />
        </Field>
        <Field name="kind" label={m.privacy_request_kind()}>
          <Select options={kinds} defaultValue="access" />
        </Field>
        <Field name="message" label={m.privacy_request_message()} optional>
          <Textarea rows={5} maxLength={4_000} dir="auto" />
        </Field>
        <Button type="submit" variant="primary" wide>
          {m.privacy_request_send()}
        </Button>
      </Form>
    </AuthCard>
  );
}
