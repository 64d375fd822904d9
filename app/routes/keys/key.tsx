import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Dialog } from "#app/ui/dialog.tsx";
import { DialogTrigger } from "#app/ui/dialog-trigger.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatDateTime } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Select } from "#app/ui/select.tsx";
import { Problem } from "#core/problem";
import { getApiKey, revokeApiKey, rotateApiKey, updateApiKey } from "#features/api-keys";
import { ApiKeyPatch, type ApiKeyView, OVERLAP_HOURS_MAX } from "#features/api-keys/schema";
import { listModels } from "#features/models";
import { requirePermission } from "#features/workspaces";
import { m } from "#messages";
import { redirect } from "react-router";
import type { Route } from "./+types/key";
import { CreatedKey } from "./created-key.tsx";
import { fieldProblem, pastProblem } from "./field-words.ts";
import { KeyFields } from "./key-fields.tsx";
import { KeyLimits } from "./key-limits.tsx";
import { parseKeyChange } from "./parse-key-form.ts";

export const handle = {
  crumb: (data: Route.ComponentProps["loaderData"] | undefined) =>
    data === undefined ? m.keys_settings() : data.key.name,
};

export function meta({ loaderData }: Route.MetaArgs): Route.MetaDescriptors {
  const name = loaderData === undefined ? m.keys_settings() : loaderData.key.name;
  return [{ title: `${name} · ${m.shell_nav_keys()} · ${m.brand_name()}` }];
}

async function readLivingKey(ctx: ReturnType<typeof ctxOf>, id: string): Promise<ApiKeyView> {
  requirePermission(ctx, "keys.write");
  const key = await getApiKey(ctx, id);
  if (key.revokedAtMs !== null)
    throw new Problem("not-found", { detail: "There is no such API key." });
  return key;
}

export async function loader({ params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [key, models] = await Promise.all([readLivingKey(ctx, params.keyId), listModels(ctx)]);
  const { oldSecretUntilMs } = key;
  const isOldGood = oldSecretUntilMs !== null && oldSecretUntilMs > ctx.clock.now();
  return {
    key,
    oldSecretUntilMs: isOldGood ? oldSecretUntilMs : null,
    models: models.map(({ id, name }) => ({ id, name })),
    origin: ctx.origin,
  };
}

async function change(ctx: ReturnType<typeof ctxOf>, id: string, form: FormData): Promise<void> {
  const parsed = ApiKeyPatch.safeParse(parseKeyChange(form, await readLivingKey(ctx, id)));
  if (!parsed.success) throw fieldProblem(parsed.error.issues);
  if ((parsed.data.expiresAtMs ?? Infinity) <= ctx.clock.now()) throw pastProblem();
  await updateApiKey(ctx, id, parsed.data);
}

export async function action({ request, params: { keyId }, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  switch (form.get("intent")) {
    case "update":
      await change(ctx, keyId, form);
      return { saved: true };
    case "rotate": {
      const overlapHours = Number(form.get("overlapHours"));
      const { secret } = await rotateApiKey(ctx, keyId, { overlapHours });
      return { secret };
    }
    case "revoke":
      await revokeApiKey(ctx, keyId);
      return redirect("/keys");
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

function RotateCard({ oldSecretUntilMs }: { oldSecretUntilMs: number | null }) {
  const overlaps = [
    { value: "24", label: m.keys_overlap_day() },
    { value: "1", label: m.keys_overlap_hour() },
    { value: String(OVERLAP_HOURS_MAX), label: m.keys_overlap_week() },
    { value: "0", label: m.keys_overlap_none() },
  ];
  return (
    <Card title={m.keys_rotate()} description={m.keys_rotate_text()}>
      <Form name="rotate" className="max-w-xs">
        <input type="hidden" name="intent" value="rotate" />
        {oldSecretUntilMs === null ? null : (
          <p className="text-warning">
            {m.keys_old_until({ date: formatDateTime(oldSecretUntilMs) })}
          </p>
        )}
        <Field name="overlapHours" label={m.keys_overlap()}>
          <Select options={overlaps} />
        </Field>
        <Button type="submit" className="justify-self-start">
          {m.keys_rotate_do()}
        </Button>
      </Form>
    </Card>
  );
}

function RevokeCard({ name }: { name: string }) {
  return (
    <Card title={m.keys_revoke()} description={m.keys_revoke_text()} tone="danger">
      <DialogTrigger dialog="revoke-key" variant="danger">
        {m.keys_revoke()}
      </DialogTrigger>
      <Dialog
        id="revoke-key"
        title={m.keys_revoke_title({ name })}
        footer={
          <form method="post">
            <Button type="submit" variant="danger" name="intent" value="revoke">
              {m.keys_revoke()}
            </Button>
          </form>
        }
      >
        <p className="text-muted">{m.keys_revoke_text()}</p>
      </Dialog>
    </Card>
  );
}

/** One key: what it has used, what it may do, its secret and its end. */
export default function Key({ loaderData, actionData }: Route.ComponentProps) {
  const { key, models, origin, oldSecretUntilMs } = loaderData;
  const secret = actionData !== undefined && "secret" in actionData ? actionData.secret : undefined;
  const saved = actionData !== undefined && "saved" in actionData;
  return (
    <Page>
      <PageHeader
        title={<bdi>{key.name}</bdi>}
        description={
          <code dir="ltr" className="font-mono text-xs">
            {key.prefix}…
          </code>
        }
        actions={<KeyLimits apiKey={key} />}
      />
      <div className="grid grid-cols-1 gap-6">
        {saved ? <Notice tone="success" title={m.keys_saved()} /> : null}
        {secret === undefined ? null : (
          <CreatedKey
            key={secret}
            title={m.keys_rotated({ name: key.name })}
            secret={secret}
            origin={origin}
          />
        )}
        <Card title={m.keys_settings()}>
          <Form name="update" className="max-w-2xl">
            <input type="hidden" name="intent" value="update" />
            <KeyFields models={models} apiKey={key} />
            <Button type="submit" variant="primary" className="justify-self-start">
              {m.keys_save()}
            </Button>
          </Form>
        </Card>
        <RotateCard oldSecretUntilMs={oldSecretUntilMs} />
        <RevokeCard name={key.name} />
      </div>
    </Page>
  );
}
