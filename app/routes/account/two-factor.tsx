import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import type { RouteHandle } from "#app/ui/handle.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import {
  confirmTwoFactor,
  getTwoFactor,
  regenerateBackupCodes,
  setUpTwoFactor,
} from "#features/two-factor";
import { m } from "#messages";
import { formFields, inReadersWords } from "../identity/form-words.ts";
import { pageTitle } from "../identity/page-title.ts";
import type { Route } from "./+types/two-factor";
import { QrCode } from "./qr-code.tsx";

export const handle: RouteHandle = { crumb: () => m.security_two_factor() };

export function meta() {
  return pageTitle(m.security_two_factor_setup_title());
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const { on } = await getTwoFactor(ctx);
  return { setup: on ? undefined : await setUpTwoFactor(ctx) };
}

/** The codes are in this answer and nowhere else; loading the page again does not show them. */
export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const { form, code = "" } = await formFields(request);
  if (form === "regenerate") return await regenerateBackupCodes(ctx);
  if (form === "confirm") return await inReadersWords(confirmTwoFactor(ctx, { code }));
  return redirect("/account/security", 303);
}

function BackupCodes({ codes }: { codes: string[] }) {
  return (
    <Card
      title={m.security_backup_title()}
      description={m.security_backup_text()}
      actions={<CopyButton text={codes.join("\n")} label={m.security_backup_copy()} />}
      footer={
        <LinkButton to="/account/security" variant="primary">
          {m.security_backup_done()}
        </LinkButton>
      }
    >
      <ol className="grid gap-x-8 gap-y-2 sm:grid-cols-2" dir="ltr">
        {codes.map((code) => (
          <li key={code}>
            <code className="font-mono text-base select-all">{code}</code>
          </li>
        ))}
      </ol>
    </Card>
  );
}

interface Setup {
  secret: string;
  modules: boolean[][];
}

function SetupCard({ secret, modules }: Setup) {
  return (
    <Card
      title={m.security_two_factor_setup_title()}
      description={m.security_two_factor_step_scan()}
    >
      <div className="grid gap-6 sm:grid-cols-[auto_1fr]">
        <QrCode modules={modules} label={m.security_two_factor_qr()} />
        <div className="grid min-w-0 content-start gap-5">
          <div>
            <p className="font-medium">{m.security_two_factor_key()}</p>
            <p className="mt-1 flex items-center gap-1">
              <code dir="ltr" className="min-w-0 font-mono break-words select-all">
                {secret}
              </code>
              <CopyButton text={secret.replaceAll(" ", "")} />
            </p>
          </div>
          <Form name="confirm">
            <Field name="code" label={m.security_two_factor_first_code()} required>
              <TextInput
                autoComplete="one-time-code"
                inputMode="numeric"
                maxLength={10}
                dir="ltr"
                className="max-w-40"
              />
            </Field>
            <div className="flex flex-wrap gap-2">
              <Button type="submit" variant="primary">
                {m.security_two_factor_turn_on()}
              </Button>
              <LinkButton to="/account/security">{m.shell_cancel()}</LinkButton>
            </div>
          </Form>
        </div>
      </div>
    </Card>
  );
}

export default function TwoFactor({ loaderData, actionData }: Route.ComponentProps) {
  if (actionData !== undefined && "codes" in actionData) {
    return <BackupCodes codes={actionData.codes} />;
  }
  const { setup } = loaderData;
  if (setup !== undefined) return <SetupCard {...setup} />;
  return (
    <Card title={m.security_two_factor()}>
      <Form name="regenerate">
        <div>
          <Button type="submit">{m.security_two_factor_regenerate()}</Button>
        </div>
      </Form>
    </Card>
  );
}
