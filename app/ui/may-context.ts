import { createContext, use } from "react";
import type { Permission } from "#features/workspaces/schema";

/** What the viewer may do in the workspace, as the shell knows it. */
export const MayContext = createContext<readonly Permission[]>([]);

/** Whether a page offers the viewer this. The verbs decide: what they would refuse is not offered. */
export function useMay(permission: Permission): boolean {
  return use(MayContext).includes(permission);
}
