import { data } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { isProblem, Problem } from "#core/problem";
import { decideProgramRequest, findProgramRequest } from "#features/tokens";
import type { ProgramRequestView, Scopes } from "#features/tokens/schema";
import { getWorkspace, requireUser, requireWorkspace } from "#features/workspaces";
import { m } from "#messages";
import type { Route } from "./+types/device";
import { AuthCard } from "./auth-card.tsx";
import { formFields, inReadersWords } from "./form-words.ts";
import { pageTitle } from "./page-title.ts";

export function meta() {
  return pageTitle(m.signins_device_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  requireUser(ctx);
  const { name: workspace } = await getWorkspace(ctx, requireWorkspace(ctx).id);
  return { workspace, code: new URL(request.url).searchParams.get("code") ?? "" };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const { form, code = "", decision } = await formFields(request);
  if (form === "device-code") {
    const asked = await inReadersWords(findProgramRequest(ctx, { code }));
    if (asked !== undefined) return data({ asked });
    const errors = [{ pointer: "/code", detail: m.signins_device_wrong() }];
    throw new Problem("invalid-input", { errors });
  }
  const approve = decision === "approve";
  try {
    await inReadersWords(decideProgramRequest(ctx, { code, approve }));
    return data({ approved: approve });
  } catch (error) {
    if (isProblem(error) && error.slug === "link-expired") return data({ late: true });
    throw error;
  }
}

function permissionText(scope: Scopes[number]): string {
  switch (scope) {
    case "chat":
      return m.signins_device_chat();
    case "read":
      return m.signins_device_read();
    case "write":
      return m.signins_device_write();
    case "billing":
      return m.signins_device_billing();
  }
}

function Question({ asked, workspace }: { asked: ProgramRequestView; workspace: string }) {
  const { clientId, userCode, scopes } = asked;
  return (
    <AuthCard title={m.signins_device_question({ name: clientId })}>
      <div className="grid gap-5">
        <Notice tone="warning">{m.signins_device_warning({ code: userCode })}</Notice>
        <div>
          <p className="font-medium">
            <bdi>{m.signins_device_may({ workspace })}</bdi>
          </p>
          <ul className="mt-2 list-disc ps-5 text-muted">
            {scopes.map((scope) => (
              <li key={scope}>{permissionText(scope)}</li>
            ))}
          </ul>
        </div>
        <Form name="device-decision" className="gap-3">
          <input type="hidden" name="code" value={userCode} />
          <Button type="submit" variant="primary" wide name="decision" value="approve">
            {m.signins_device_approve()}
          </Button>
          <Button type="submit" wide name="decision" value="deny">
            {m.signins_device_deny()}
          </Button>
        </Form>
      </div>
    </AuthCard>
  );
}

function Decided({ approved }: { approved: boolean }) {
  return (
    <AuthCard
      title={approved ? m.signins_device_approved() : m.signins_device_denied()}
      lead={approved ? m.signins_device_approved_text() : m.signins_device_denied_text()}
    >
      <LinkButton to="/account/sign-ins" wide reloadDocument>
        {m.signins_tab()}
      </LinkButton>
    </AuthCard>
  );
}

/** Where a person types the code of a program that wants to be let in (RFC 8628, section 3.3). */
export default function Device({ loaderData, actionData }: Route.ComponentProps) {
  const { workspace, code } = loaderData;
  if (actionData !== undefined && "approved" in actionData) {
    return <Decided approved={actionData.approved} />;
  }
  if (actionData !== undefined && "asked" in actionData) {
    return <Question asked={actionData.asked} workspace={workspace} />;
  }
  const late = actionData !== undefined && "late" in actionData;
  return (
    <AuthCard title={m.signins_device_title()} lead={m.signins_device_lead()}>
      <Form name="device-code">
        {late ? <Notice tone="danger">{m.signins_device_wrong()}</Notice> : null}
        <Field name="code" label={m.signins_device_code()} required>
          <TextInput
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            dir="ltr"
            maxLength={20}
            placeholder="WDJB-MJHT"
            defaultValue={code}
            className="font-mono tracking-widest"
          />
        </Field>
        <Button type="submit" variant="primary" wide>
          {m.signins_device_continue()}
        </Button>
      </Form>
    </AuthCard>
  );
}
