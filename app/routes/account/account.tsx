import { data, redirect, redirectDocument } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Select } from "#app/ui/select.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { themeOf } from "#app/ui/theme.ts";
import { getProfile, resendVerification, updateProfile } from "#features/identity";
import { removeAvatar, setAvatar } from "#features/profiles";
import { type Profile, ProfilePatch } from "#features/identity/schema";
import { mayReadOutbox } from "#features/mail";
import { getLocale } from "#locale";
import { m } from "#messages";
import { limits } from "#app/routes/identity/limits.ts";
import { cookieHeaders, preferenceCookies } from "../identity/cookies.ts";
import { inReadersWords, parseForm } from "../identity/form-words.ts";
import { AvatarCard } from "./avatar-card.tsx";
import { inPictureWords, readUpload } from "./read-upload.ts";
import { TimeZoneField } from "./time-zone-field.tsx";
import { pageTitle } from "../identity/page-title.ts";
import type { Route } from "./+types/account";

export function meta() {
  return pageTitle(m.identity_account_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const saved = new URL(request.url).searchParams.has("saved");
  return {
    profile: await getProfile(ctx),
    theme: themeOf(request),
    zones: ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")],
    mailbox: mayReadOutbox(ctx),
    saved,
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const { fields, upload } = await readUpload(request, "avatar");
  switch (fields.form) {
    case "resend":
      await inReadersWords(resendVerification(ctx));
      return data({ resent: true, saved: false });
    case "avatar":
      await inPictureWords(setAvatar(ctx, upload));
      return redirect("/account", 303);
    case "avatar-remove":
      await removeAvatar(ctx);
      return redirect("/account", 303);
    default:
      break;
  }
  const { timeZone: typedZone = "", ...withoutZone } = fields;
  const choice = parseForm(ProfilePatch, typedZone === "" ? withoutZone : fields);
  const { name, locale, theme, timeZone } = choice;
  const profile = await inReadersWords(updateProfile(ctx, { name, locale, theme, timeZone }));
  const headers = cookieHeaders(preferenceCookies(request, profile));
  // Another language needs the whole document again.
  if (profile.locale !== getLocale()) return redirectDocument("/account?saved", { headers });
  return data({ resent: false, saved: true }, { headers });
}

const languages = [
  { value: "en", label: "English" },
  { value: "es", label: "Español" },
  { value: "fr", label: "Français" },
  { value: "de", label: "Deutsch" },
  { value: "ar", label: "العربية" },
];

function ProfileCard({
  profile,
  theme,
  zones,
  saved,
}: {
  profile: Profile;
  theme: string;
  zones: string[];
  saved: boolean;
}) {
  const themes = [
    { value: "system", label: m.shell_theme_system() },
    { value: "light", label: m.shell_theme_light() },
    { value: "dark", label: m.shell_theme_dark() },
  ];
  return (
    <Card title={m.identity_profile()}>
      <Form name="profile" guarded>
        {saved ? (
          <output className="block">
            <Notice tone="success">{m.identity_saved()}</Notice>
          </output>
        ) : null}
        <Field name="name" label={m.identity_name()} required>
          <TextInput
            autoComplete="name"
            maxLength={limits.nameLengthMax}
            dir="auto"
            defaultValue={profile.name}
          />
        </Field>
        <div className="grid gap-5 sm:grid-cols-2">
          <Field name="locale" label={m.shell_language()}>
            <Select options={languages} defaultValue={getLocale()} />
          </Field>
          <Field name="theme" label={m.shell_theme()}>
            <Select options={themes} defaultValue={theme} />
          </Field>
        </div>
        <TimeZoneField zones={zones} chosen={profile.timeZone} />
        <div>
          <Button type="submit" variant="primary">
            {m.shell_save()}
          </Button>
        </div>
      </Form>
    </Card>
  );
}

interface AddressCardProps {
  profile: Profile;
  resent: boolean;
  mailbox: boolean;
}

function AddressCard({ profile, resent, mailbox }: AddressCardProps) {
  const { email, emailVerified } = profile;
  return (
    <Card
      title={m.identity_address_title()}
      actions={
        emailVerified ? (
          <Badge tone="success">{m.identity_verified()}</Badge>
        ) : (
          <Badge tone="warning">{m.identity_unverified()}</Badge>
        )
      }
    >
      <p className="font-medium">
        <bdi>{email}</bdi>
      </p>
      <p className="mt-1 text-muted">
        {emailVerified ? m.identity_verified_text() : m.identity_unverified_text()}
      </p>
      {emailVerified ? null : (
        <div className="mt-4 grid gap-4">
          {resent ? (
            <output className="block">
              <Notice tone="success">{m.identity_resent({ email })}</Notice>
            </output>
          ) : null}
          <Form name="resend">
            <div className="flex flex-wrap gap-2">
              <Button type="submit">{m.identity_resend()}</Button>
              {mailbox ? (
                <LinkButton to="/mailbox" variant="quiet" reloadDocument>
                  {m.identity_open_mailbox()}
                </LinkButton>
              ) : null}
            </div>
          </Form>
        </div>
      )}
    </Card>
  );
}

export default function Account({ loaderData, actionData }: Route.ComponentProps) {
  const { profile, theme, zones, mailbox } = loaderData;
  const answer = actionData !== undefined && "saved" in actionData ? actionData : undefined;
  return (
    <div className="grid grid-cols-1 gap-6">
      <ProfileCard
        profile={profile}
        theme={theme}
        zones={zones}
        saved={answer?.saved ?? loaderData.saved}
      />
      <AvatarCard profile={profile} />
      <AddressCard profile={profile} resent={answer?.resent ?? false} mailbox={mailbox} />
      <Card title={m.identity_session_title()} description={m.identity_session_text()}>
        <form method="post" action="/sign-out">
          <Button type="submit">{m.shell_sign_out()}</Button>
        </form>
      </Card>
    </div>
  );
}
