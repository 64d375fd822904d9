import { ctxOf } from "#app/context.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Disclosure } from "#app/ui/disclosure.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { rolePermissions, roles } from "#core/permissions";
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
import { PermissionFields } from "./permission-fields.tsx";
import { PermissionList } from "./permission-list.tsx";
import { roleName } from "./role-name.ts";
import { inReadersWords } from "./role-problem.ts";

export const handle = { crumb: () => m.workspaces_tab_roles() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.workspaces_tab_roles()} · ${m.brand_name()}` }];
}

const basics: ReadonlySet<Permission> = new Set(basicPermissions);
const builtInRoles = roles.filter((role) => role !== "custom");

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
      await inReadersWords(createPermissionSet(ctx, input));
      return {};
    case "update":
      await inReadersWords(updatePermissionSet(ctx, id, input));
      return {};
    case "delete":
      await inReadersWords(deletePermissionSet(ctx, id));
      return {};
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

interface SetFormProps {
  set?: PermissionSetView;
  givable: Permission[];
}

function SetForm({ set, givable }: SetFormProps) {
  return (
    <Form name={set?.id ?? "create"}>
      <input type="hidden" name="id" value={set?.id ?? ""} />
      <div className="max-w-md">
        <Field name="name" label={m.workspaces_name()} required>
          <TextInput dir="auto" maxLength={60} defaultValue={set?.name} autoComplete="off" />
        </Field>
      </div>
      <PermissionFields givable={givable} chosen={set?.permissions ?? []} />
      <Button
        type="submit"
        name="intent"
        value={set === undefined ? "create" : "update"}
        className="justify-self-start"
      >
        {m.workspaces_save()}
      </Button>
    </Form>
  );
}

/** The roles of every workspace, each with what it may do behind its name. */
function BuiltIn() {
  return (
    <Card flush title={m.permissions_built_in()} description={m.permissions_built_in_about()}>
      <ul className="divide-y divide-line">
        {builtInRoles.map((role) => (
          <li key={role}>
            <Disclosure
              summary={<span className="font-medium text-ink">{roleName(role)}</span>}
              className="px-5 py-3"
            >
              <div className="pt-3 pb-2 ps-5">
                <PermissionList permissions={[...rolePermissions[role]]} />
              </div>
            </Disclosure>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What each role of the workspace may do, and the roles of its own making. */
export default function Roles({ loaderData }: Route.ComponentProps) {
  const { sets, givable, mayWrite } = loaderData;
  return (
    <>
      <p className="max-w-2xl text-muted">
        {mayWrite ? m.workspaces_roles_about() : m.workspaces_read_only()}
      </p>
      {sets.map((set) => (
        <Card key={set.id} title={<bdi>{set.name}</bdi>}>
          {mayWrite ? (
            <SetForm set={set} givable={givable} />
          ) : (
            <PermissionList permissions={set.permissions} />
          )}
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
          <SetForm key={sets.length} givable={givable} />
        </Card>
      ) : null}
      <BuiltIn />
    </>
  );
}
