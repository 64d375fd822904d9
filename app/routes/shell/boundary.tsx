import { Outlet, useRevalidator } from "react-router";
import { ErrorState } from "#app/ui/error-state.tsx";
import { toErrorView } from "#app/ui/error-view.ts";
import { Page } from "#app/ui/page.tsx";
import type { Route } from "./+types/boundary";

export default function Boundary() {
  return <Outlet />;
}

/** What went wrong in a page is shown in its place; the shell around it stays. */
export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  const { revalidate } = useRevalidator();
  return (
    <Page width="form">
      <div className="pt-[8vh]">
        <ErrorState error={toErrorView(error)} heading="h1" onRetry={() => void revalidate()} />
      </div>
    </Page>
  );
}
