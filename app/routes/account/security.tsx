import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import type { RouteHandle } from "#app/ui/handle.ts";
import { Notice } from "#app/ui/notice.tsx";
import { isProblem, Problem } from "#core/problem";
import {
  cancelEmailChange,
  changePassword,
  findOwnEmailChange,
  getProfile,
  hasPassword,
  requestEmailChange,
} from "#features/identity";
import { EmailChangeRequest, PasswordChange } from "#features/identity/schema";
import { endAllSessions, endOtherSessions, endSession, listSessions } from "#features/sessions";
import { disableTwoFactor, distrustDevice, getTwoFactor } from "#features/two-factor";
import { m } from "#messages";
import { formFields, inReadersWords, parseForm } from "../identity/form-words.ts";
import { pageTitle } from "../identity/page-title.ts";
import type { Route } from "./+types/security";
import { EmailCard } from "./email-card.tsx";
import { PasswordCard } from "./password-card.tsx";
import { SessionsCard } from "./sessions-card.tsx";
import { TwoFactorCard } from "./two-factor-card.tsx";

export const handle: RouteHandle = { crumb: () => m.security_title() };

export function meta() {
  return pageTitle(m.security_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [profile, sessions, twoFactor, change, isSet] = await Promise.all([
    getProfile(ctx),
    listSessions(ctx),
    getTwoFactor(ctx),
    findOwnEmailChange(ctx),
    hasPassword(ctx),
  ]);
  const done = new URL(request.url).searchParams.get("done");
  return { email: profile.email, sessions, twoFactor, change, hasPassword: isSet, done };
}

type Ctx = Parameters<typeof endSession>[0];

async function inPasswordWords(work: Promise<void>): Promise<void> {
  try {
    await inReadersWords(work);
  } catch (error) {
    if (!isProblem(error) || error.slug !== "sign-in-failed") throw error;
    const errors = [{ pointer: "/currentPassword", detail: m.security_password_wrong() }];
    throw new Problem("invalid-input", { errors, cause: error });
  }
}

async function askForEmail(ctx: Ctx, fields: Record<string, string>): Promise<void> {
  const input = parseForm(EmailChangeRequest, fields);
  const { email } = await getProfile(ctx);
  if (input.email.trim().toLowerCase() === email) {
    const errors = [{ pointer: "/email", detail: m.security_email_same() }];
    throw new Problem("invalid-input", { errors });
  }
  await inReadersWords(requestEmailChange(ctx, input));
}

/** Does what the form asks; the answer says what was done. */
async function perform(ctx: Ctx, fields: Record<string, string>): Promise<string> {
  switch (fields.form) {
    case "password":
      await inPasswordWords(changePassword(ctx, parseForm(PasswordChange, fields)));
      return "password";
    case "email":
      await askForEmail(ctx, fields);
      return "email";
    case "email-cancel":
      await cancelEmailChange(ctx);
      return "email-cancelled";
    case "two-factor-off":
      await disableTwoFactor(ctx);
      return "off";
    case "distrust":
      await distrustDevice(ctx, fields.id ?? "");
      return "distrusted";
    case "end-session":
      await endSession(ctx, fields.id ?? "");
      return "ended";
    case "end-others":
      await endOtherSessions(ctx);
      return "others";
    case "end-all":
      await endAllSessions(ctx);
      return "all";
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

export async function action({ request, context }: Route.ActionArgs) {
  const done = await perform(ctxOf(context), await formFields(request));
  if (done === "all") return redirect("/sign-in?done=out", 303);
  return redirect(`/account/security?done=${done}`, 303);
}

function doneText(done: string | null): string | undefined {
  switch (done) {
    case "password":
      return m.security_password_changed();
    case "email":
      return m.security_done_email();
    case "email-cancelled":
      return m.security_done_email_cancelled();
    case "off":
      return m.security_done_off();
    case "distrusted":
      return m.security_done_distrusted();
    case "ended":
      return m.security_done_ended();
    case "others":
      return m.security_done_others();
    default:
      return undefined;
  }
}

export default function Security({ loaderData }: Route.ComponentProps) {
  const { email, sessions, twoFactor, change, hasPassword: isSet, done } = loaderData;
  const text = doneText(done);
  return (
    <div className="grid grid-cols-1 gap-6">
      {text === undefined ? null : (
        <output className="block">
          <Notice tone="success">{text}</Notice>
        </output>
      )}
      <TwoFactorCard state={twoFactor} />
      <SessionsCard sessions={sessions} />
      <PasswordCard hasPassword={isSet} />
      <EmailCard email={email} change={change} />
    </div>
  );
}
