import { Outlet } from "react-router";
import type { RouteHandle } from "#app/ui/handle.ts";
import { PublicFrame } from "../identity/public-frame.tsx";

export const handle: RouteHandle = { hydrate: false };

/** The local outbox can be read before anyone has signed in, so it is outside the app. */
export default function MailboxLayout() {
  return (
    <PublicFrame width="page">
      <Outlet />
    </PublicFrame>
  );
}
