import { AskFirst } from "#app/ui/ask-first.tsx";
import { Button } from "#app/ui/button.tsx";
import { Disclosure } from "#app/ui/disclosure.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import type { MemberView } from "#features/members/schema";
import { m } from "#messages";
import { RoleSelect } from "./role-select.tsx";

/** What the viewer may do to members, and the roles that they can give. */
export interface MemberRights {
  sets: { id: string; name: string }[];
  mayUpdate: boolean;
  mayRemove: boolean;
}

interface ChangeMemberProps extends MemberRights {
  member: MemberView;
}

/** What can be changed of a member, behind one word. */
export function ChangeMember({ member, sets, mayUpdate, mayRemove }: ChangeMemberProps) {
  if (member.role === "owner" || !(mayUpdate || mayRemove)) return null;
  return (
    <Disclosure summary={m.workspaces_manage()} className="basis-full">
      <div className="mt-3 grid gap-4">
        {mayUpdate ? (
          <Form name={`update-${member.userId}`} className="max-w-xl">
            <input type="hidden" name="intent" value="update" />
            <input type="hidden" name="id" value={member.userId} />
            <div className="grid items-start gap-5 sm:grid-cols-2">
              <Field name="role" label={m.workspaces_role()}>
                <RoleSelect sets={sets} defaultValue={member.permissionSet?.id ?? member.role} />
              </Field>
              <Field
                name="capPt"
                label={m.workspaces_cap()}
                hint={m.workspaces_cap_hint()}
                optional
              >
                <TextInput mono inputMode="numeric" defaultValue={member.capPt ?? ""} />
              </Field>
            </div>
            <Button type="submit" className="justify-self-start">
              {m.workspaces_save()}
            </Button>
          </Form>
        ) : null}
        {mayRemove && !member.self ? (
          <AskFirst
            name={`remove-${member.userId}`}
            fields={{ intent: "remove", id: member.userId }}
            label={m.workspaces_remove()}
            title={m.workspaces_remove_title({ name: member.name })}
            size="sm"
            className="justify-self-start"
          >
            {m.workspaces_remove_text()}
          </AskFirst>
        ) : null}
      </div>
    </Disclosure>
  );
}
