import { Select } from "#app/ui/select.tsx";
import { m } from "#messages";
import { roleName } from "./role-name.ts";

const builtIn = ["member", "viewer", "billing", "admin"] as const;

interface RoleSelectProps {
  sets: { id: string; name: string }[];
  defaultValue?: string;
}

/** The roles that can be given; a workspace's own are chosen by their ids. */
export function RoleSelect({ sets, defaultValue = "member" }: RoleSelectProps) {
  const own = sets.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Select
      defaultValue={defaultValue}
      options={[
        ...builtIn.map((role) => ({ value: role, label: roleName(role) })),
        ...(own.length === 0 ? [] : [{ label: m.workspaces_role_custom(), options: own }]),
      ]}
    />
  );
}
