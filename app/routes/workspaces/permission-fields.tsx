import { Checkbox } from "#app/ui/checkbox.tsx";
import type { Permission } from "#features/workspaces/schema";
import { m } from "#messages";
import { byArea, permissionName } from "./permission-words.ts";

interface PermissionFieldsProps {
  /** What the person may give. */
  givable: readonly Permission[];
  chosen: readonly Permission[];
}

/** The permissions of a role to choose from, by area. */
export function PermissionFields({ givable, chosen }: PermissionFieldsProps) {
  return (
    <fieldset>
      <legend className="mb-3 font-medium">{m.workspaces_roles_may()}</legend>
      <div className="grid items-start gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
        {byArea(givable).map(({ area, permissions }) => (
          <fieldset key={area} className="grid gap-0.5">
            <legend className="mb-1 text-xs font-medium text-muted">{area}</legend>
            {permissions.map((permission) => (
              <Checkbox
                key={permission}
                name="permissions"
                value={permission}
                label={permissionName(permission)}
                defaultChecked={chosen.includes(permission)}
              />
            ))}
          </fieldset>
        ))}
      </div>
    </fieldset>
  );
}
