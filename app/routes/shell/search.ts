import { requireWorkspace } from "#features/workspaces";
import { ctxOf } from "#app/context.ts";
import type { Route } from "./+types/search";

/** A record as the command palette lists it. */
export interface FoundRecord {
  id: string;
  title: string;
  to: string;
}

/** What the command palette finds in the workspace, best first. */
export async function loader({ context }: Route.LoaderArgs) {
  requireWorkspace(ctxOf(context));
  const items: FoundRecord[] = [];
  return Response.json({ items });
}
