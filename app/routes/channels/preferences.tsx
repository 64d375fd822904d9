import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Checkbox } from "#app/ui/checkbox.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import type { RouteHandle } from "#app/ui/handle.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Select } from "#app/ui/select.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import {
  addDevice,
  getPushPublicKey,
  listDevices,
  removeDevice,
  testDevice,
} from "#features/channels";
import { NewDevice } from "#features/channels/schema";
import { getProfile } from "#features/identity";
import { getPreferences, updatePreferences } from "#features/preferences";
import { type Preferences, type Topic, topicFacts, topics } from "#features/preferences/schema";
import { isOperator } from "#features/workspaces";
import { m } from "#messages";
import { pageTitle } from "../identity/page-title.ts";
import type { Route } from "./+types/preferences";
import { parsePreferencesForm } from "./parse-preferences-form.ts";
import { PreferenceMatrix } from "./preference-matrix.tsx";
import { PushCard } from "./push-card.tsx";

export const handle: RouteHandle = { crumb: () => m.channels_prefs_title() };

export function meta() {
  return pageTitle(m.channels_prefs_title());
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [preferences, { timeZone }, devices, publicKey] = await Promise.all([
    getPreferences(ctx),
    getProfile(ctx),
    listDevices(ctx),
    getPushPublicKey(ctx),
  ]);
  const shown = topics.filter((topic) => topicFacts[topic].forOperators !== true);
  const operatorTopics: Topic[] = isOperator(ctx.actor) ? ["operations"] : [];
  const offered = [...shown, ...operatorTopics];
  return { preferences, timeZone: timeZone ?? "UTC", devices, publicKey, offered };
}

function parseSubscription(text: FormDataEntryValue | null): NewDevice {
  try {
    return parseInput(NewDevice, JSON.parse(typeof text === "string" ? text : ""));
  } catch (cause) {
    throw new Problem("bad-request", { detail: "The subscription cannot be read.", cause });
  }
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  const field = form.get("deviceId");
  const deviceId = typeof field === "string" ? field : "";
  switch (form.get("intent")) {
    case "add-device": {
      const userAgent = request.headers.get("user-agent") ?? "";
      await addDevice(ctx, parseSubscription(form.get("subscription")), userAgent);
      return { saved: false };
    }
    case "remove-device":
      await removeDevice(ctx, deviceId);
      return { saved: false };
    case "test-device":
      return { saved: false, tested: await testDevice(ctx, deviceId) };
    default:
      await updatePreferences(ctx, parsePreferencesForm(form));
      return { saved: true };
  }
}

function Times({ preferences, timeZone }: { preferences: Preferences; timeZone: string }) {
  const { quietHours, digest } = preferences;
  return (
    <Card title={m.channels_prefs_times()}>
      <div className="grid grid-cols-1 gap-6">
        <fieldset className="grid gap-3">
          <legend className="mb-1 font-medium">{m.channels_prefs_quiet()}</legend>
          <p className="text-muted">
            {m.channels_prefs_quiet_hint({ zone: timeZone })}{" "}
            <TextLink to="/account">{m.channels_prefs_zone_change()}</TextLink>
          </p>
          <Checkbox
            name="quiet"
            defaultChecked={quietHours !== null}
            label={m.channels_prefs_quiet_on()}
          />
          <div className="grid max-w-sm grid-cols-2 gap-4">
            <Field name="from" label={m.channels_prefs_quiet_from()}>
              <TextInput type="time" defaultValue={quietHours?.from ?? "22:00"} />
            </Field>
            <Field name="until" label={m.channels_prefs_quiet_until()}>
              <TextInput type="time" defaultValue={quietHours?.until ?? "07:00"} />
            </Field>
          </div>
        </fieldset>
        <Field
          name="digest"
          label={m.channels_prefs_digest()}
          hint={m.channels_prefs_digest_hint()}
        >
          <Select
            defaultValue={digest}
            options={[
              { value: "off", label: m.channels_prefs_digest_off() },
              { value: "daily", label: m.channels_prefs_digest_daily() },
              { value: "weekly", label: m.channels_prefs_digest_weekly() },
            ]}
          />
        </Field>
      </div>
    </Card>
  );
}

/** What a person is told, where, and when. */
export default function PreferencesPage({ loaderData, actionData }: Route.ComponentProps) {
  const { preferences, timeZone, devices, publicKey, offered } = loaderData;
  const isSaved = actionData !== undefined && "saved" in actionData && actionData.saved;
  return (
    <div className="grid grid-cols-1 gap-6">
      <Form name="preferences" guarded>
        <div className="grid grid-cols-1 gap-6">
          {isSaved ? (
            <output className="block">
              <Notice tone="success">{m.channels_prefs_saved()}</Notice>
            </output>
          ) : null}
          <Card title={m.channels_prefs_matrix()} description={m.channels_prefs_lead()}>
            <PreferenceMatrix choices={preferences.topics} topics={offered} />
            <p className="mt-4 text-xs text-muted">{m.channels_prefs_locked_text()}</p>
          </Card>
          <Times preferences={preferences} timeZone={timeZone} />
          <div>
            <Button type="submit" variant="primary">
              {m.shell_save()}
            </Button>
          </div>
        </div>
      </Form>
      <PushCard devices={devices} publicKey={publicKey} />
    </div>
  );
}
