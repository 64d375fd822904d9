import { ctxOf } from "#app/context.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Checkbox } from "#app/ui/checkbox.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { Problem } from "#core/problem";
import {
  createPermissionSet,
  deletePermissionSet,
  listPermissionSets,
  updatePermissionSet,
} from "#features/members";
import {
  basicPermissions,
  grantablePermissions,
  type NewPermissionSet,
  type PermissionSetView,
} from "#features/members/schema";
import type { Permission } from "#features/workspaces/schema";
import { may, permissionsOf } from "#features/workspaces";
import { m } from "#messages";
import type { Route } from "./+types/roles";
import { textOf } from "./form-input.ts";

export const handle = { crumb: () => m.workspaces_tab_roles() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.workspaces_tab_roles()} · ${m.brand_name()}` }];
}

const basics: ReadonlySet<Permission> = new Set(basicPermissions);

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const own = new Set(permissionsOf(ctx));
  return {
    sets: await listPermissionSets(ctx),
    mayWrite: may(ctx, "roles.write"),
    givable: grantablePermissions.filter((one) => own.has(one) && !basics.has(one)),
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  const id = textOf(form, "id") ?? "";
  const input = {
    name: textOf(form, "name") ?? "",
    permissions: form.getAll("permissions"),
  } as NewPermissionSet;
  switch (form.get("intent")) {
    case "create":
      await createPermissionSet(ctx, input);
      return {};
    case "update":
      await updatePermissionSet(ctx, id, input);
      return {};
    case "delete":
      await deletePermissionSet(ctx, id);
      return {};
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

interface SetFormProps {
  set?: PermissionSetView;
  givable: Permission[];
  mayWrite: boolean;
}

function SetForm({ set, givable, mayWrite }: SetFormProps) {
  return (
    <Form name={set?.id ?? "create"} className="max-w-3xl">
      <input type="hidden" name="id" value={set?.id ?? ""} />
      <fieldset disabled={!mayWrite} className="grid gap-5">
        <Field name="name" label={m.workspaces_name()} required>
          <TextInput dir="auto" maxLength={60} defaultValue={set?.name} autoComplete="off" />
        </Field>
        <fieldset className="grid gap-1 sm:grid-cols-3">
          <legend className="mb-1.5 font-medium">{m.workspaces_roles_may()}</legend>
          {givable.map((permission) => (
            <Checkbox
              key={permission}
              name="permissions"
              value={permission}
              label={
                <bdi dir="ltr" className="font-mono text-xs">
                  {permission}
                </bdi>
              }
              defaultChecked={set?.permissions.includes(permission) ?? false}
            />
          ))}
        </fieldset>
        {mayWrite ? (
          <Button
            type="submit"
            name="intent"
            value={set === undefined ? "create" : "update"}
            className="justify-self-start"
          >
            {m.workspaces_save()}
          </Button>
        ) : null}
      </fieldset>
    </Form>
  );
}

/** The workspace's own roles. */
export default function Roles({ loaderData }: Route.ComponentProps) {
  const { sets, givable, mayWrite } = loaderData;
  return (
    <>
      <p className="max-w-2xl text-muted">
        {mayWrite ? m.workspaces_roles_about() : m.workspaces_read_only()}
      </p>
      {sets.map((set) => (
        <Card key={set.id} title={<bdi>{set.name}</bdi>}>
          <SetForm set={set} givable={givable} mayWrite={mayWrite} />
          {mayWrite && set.members === 0 ? (
            <div className="mt-4 grid justify-items-start border-t border-line pt-4">
              <AskFirst
                name={`delete-${set.id}`}
                fields={{ intent: "delete", id: set.id }}
                label={m.workspaces_remove_it()}
                title={m.workspaces_role_delete_title({ name: set.name })}
                variant="quiet"
              >
                {m.workspaces_role_delete_text()}
              </AskFirst>
            </div>
          ) : null}
        </Card>
      ))}
      {mayWrite ? (
        <Card title={m.workspaces_roles_new()}>
          <SetForm key={sets.length} givable={givable} mayWrite />
        </Card>
      ) : null}
    </>
  );
}
