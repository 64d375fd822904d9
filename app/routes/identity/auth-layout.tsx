import { Outlet } from "react-router";
import type { RouteHandle } from "#app/ui/handle.ts";
import { PublicFrame } from "./public-frame.tsx";

export const handle: RouteHandle = { hydrate: false };

/** The pages of the door: one card each, plain HTML. */
export default function AuthLayout() {
  return (
    <PublicFrame width="card">
      <Outlet />
    </PublicFrame>
  );
}
