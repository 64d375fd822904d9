import { Check } from "lucide-react";
import type { Permission } from "#features/workspaces/schema";
import { byArea, permissionName } from "./permission-words.ts";

/** What a role may do, by area. */
export function PermissionList({ permissions }: { permissions: readonly Permission[] }) {
  return (
    <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
      {byArea(permissions).map(({ area, permissions: allowed }) => (
        <div key={area}>
          <p className="mb-1 font-medium">{area}</p>
          <ul className="grid gap-1 text-muted">
            {allowed.map((permission) => (
              <li key={permission} className="flex items-start gap-2">
                <Check aria-hidden="true" className="mt-0.5 size-4 flex-none text-success" />
                <span>{permissionName(permission)}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
