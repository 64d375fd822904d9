import { lazy, Suspense } from "react";
import { Outlet, redirect, useLocation, useMatches, useRouteLoaderData } from "react-router";
import { ctxOf } from "#app/context.ts";
import { BalanceContext } from "#app/ui/balance-context.ts";
import { Breadcrumbs, type Crumb } from "#app/ui/breadcrumbs.tsx";
import { BrandMark } from "#app/ui/brand-mark.tsx";
import { isRouteHandle } from "#app/ui/handle.ts";
import { MayContext } from "#app/ui/may-context.ts";
import { SelvedgeBand } from "#app/ui/selvedge-band.tsx";
import { SkipLink } from "#app/ui/skip-link.tsx";
import { type Theme, parseTheme } from "#app/ui/theme.ts";
import { ToastRegion } from "#app/ui/toast-region.tsx";
import { UnreadContext } from "#app/ui/unread-context.ts";
import { useLiveBalance } from "#app/ui/use-live-balance.ts";
import { useLiveUnread } from "#app/ui/use-live-unread.ts";
import { getBalance } from "#features/credits";
import { countUnreadNotices } from "#features/notices";
import { getWorkspace, permissionsOf, requireWorkspace } from "#features/workspaces";
import { m } from "#messages";
import type { Route } from "./+types/shell";
import { AccountMenu } from "./account-menu.tsx";
import { BalanceMeter } from "./balance-meter.tsx";
import { BottomBar } from "./bottom-bar.tsx";
import { CommandKey } from "./command-key.tsx";
import { detour } from "./detour.ts";
import { NavigationProgress } from "./navigation-progress.tsx";
import type { Viewer } from "./navigation.ts";
import { NoticesMenu } from "./notices-menu.tsx";
import { SideNavigation } from "./side-navigation.tsx";

/** Hardly ever shown: its script is not part of the first load. */
const DeletionBanner = lazy(() => import("./deletion-banner.tsx"));

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const { actor } = ctx;
  if (actor.kind === "user") requireWorkspace(ctx);
  const { workspace } = ctx;
  if (workspace === undefined || (actor.kind !== "user" && actor.kind !== "visitor")) {
    const { pathname, search } = new URL(request.url);
    throw redirect(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
  }
  if (actor.kind === "user") detour(actor, request);
  const [balance, name, unread] = await Promise.all([
    getBalance(ctx),
    workspace.name ?? getWorkspace(ctx, workspace.id).then((view) => view.name),
    countUnreadNotices(ctx),
  ]);
  const viewer: Viewer =
    actor.kind === "user"
      ? {
          kind: "user",
          name: actor.name,
          email: actor.email,
          avatarPath: actor.avatarPath ?? null,
          operator: actor.operator,
          may: permissionsOf(ctx),
        }
      : {
          kind: "visitor",
          name: "",
          email: "",
          avatarPath: null,
          operator: false,
          may: permissionsOf(ctx),
        };
  const { plan, deleteAtMs = null } = workspace;
  const nowMs = ctx.clock.now();
  return { balance, viewer, workspaceName: name, plan, deleteAtMs, unread, nowMs };
}

/** The balance lives on its own; moving between pages asks for nothing here again. */
export function shouldRevalidate({ formMethod }: { formMethod?: string }): boolean {
  return formMethod !== undefined && formMethod !== "GET";
}

function useCrumbs(): Crumb[] {
  return useMatches().flatMap(({ handle, loaderData, pathname }) =>
    isRouteHandle(handle) && handle.crumb !== undefined
      ? [{ label: handle.crumb(loaderData), to: pathname }]
      : [],
  );
}

function useTheme(): Theme {
  return parseTheme(useRouteLoaderData<{ theme?: string }>("root")?.theme);
}

export default function Shell({ loaderData }: Route.ComponentProps) {
  const { viewer, workspaceName, plan, nowMs } = loaderData;
  const balance = useLiveBalance(loaderData.balance);
  const unread = useLiveUnread(loaderData.unread);
  const crumbs = useCrumbs();
  const theme = useTheme();
  const { pathname, search } = useLocation();
  const here = pathname + search;
  return (
    <BalanceContext value={balance}>
      <SkipLink />
      <SelvedgeBand />
      <NavigationProgress />
      <div className="md:grid md:grid-cols-[248px_minmax(0,1fr)]">
        <aside className="sticky top-0 flex h-[calc(100dvh-6px)] flex-col border-e border-line max-md:hidden">
          <div className="flex h-14 flex-none items-center px-4">
            <a href="/" aria-label={m.shell_back_home()} className="flex rounded-sm text-base">
              <BrandMark />
            </a>
          </div>
          <div className="px-3 pb-3">
            <CommandKey viewer={viewer} />
          </div>
          <SideNavigation viewer={viewer} />
          <div className="mt-auto grid grid-cols-1 gap-3 p-3">
            <BalanceMeter balance={balance} nowMs={nowMs} />
            <AccountMenu
              viewer={viewer}
              workspaceName={workspaceName}
              plan={plan}
              theme={theme}
              here={here}
            />
          </div>
        </aside>
        <div className="flex min-h-[calc(100dvh-6px)] min-w-0 flex-col max-md:pb-[calc(60px+env(safe-area-inset-bottom))]">
          <header className="sticky top-0 z-20 flex h-14 flex-none items-center gap-3 border-b border-line bg-paper px-4 sm:px-8">
            <a
              href="/"
              aria-label={m.shell_back_home()}
              className="relative flex flex-none rounded-sm after:absolute after:-inset-2.5 md:hidden"
            >
              <BrandMark compact />
            </a>
            <Breadcrumbs crumbs={crumbs} />
            <div className="ms-auto flex flex-none items-center gap-1">
              <BalanceMeter balance={balance} nowMs={nowMs} compact />
              <NoticesMenu unread={unread} nowMs={nowMs} />
            </div>
          </header>
          <main id="content" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
            {loaderData.deleteAtMs === null ? null : (
              <Suspense>
                <DeletionBanner
                  atMs={loaderData.deleteAtMs}
                  mayRestore={viewer.may.includes("workspace.delete")}
                />
              </Suspense>
            )}
            <MayContext value={viewer.may}>
              <UnreadContext value={unread}>
                <Outlet />
              </UnreadContext>
            </MayContext>
          </main>
        </div>
      </div>
      <BottomBar
        viewer={viewer}
        workspaceName={workspaceName}
        plan={plan}
        theme={theme}
        here={here}
      />
      <ToastRegion />
    </BalanceContext>
  );
}
