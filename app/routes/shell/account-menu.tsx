import {
  ChevronsUpDown,
  CircleHelp,
  FileCode2,
  LogIn,
  LogOut,
  UserRound,
  UsersRound,
} from "lucide-react";
import { Avatar } from "#app/ui/avatar.tsx";
import { Badge } from "#app/ui/badge.tsx";
import { LanguageSwitch } from "#app/ui/language-switch.tsx";
import { Menu } from "#app/ui/menu.tsx";
import { MenuButton, MenuDivider, MenuLink } from "#app/ui/menu-item.tsx";
import type { Theme } from "#app/ui/theme.ts";
import { ThemeSwitch } from "#app/ui/theme-switch.tsx";
import { m } from "#messages";
import type { Viewer } from "./navigation.ts";
import { planName } from "#app/ui/plan-name.ts";

export interface AccountProps {
  viewer: Viewer;
  workspaceName: string;
  plan: string;
  theme: Theme;
  /** The present address, to come back to. */
  here: string;
}

function nameOf(viewer: Viewer): string {
  if (viewer.kind === "visitor") return m.shell_visitor();
  return viewer.name === "" ? viewer.email : viewer.name;
}

/** What an account can do, in the menu of the side and in that of the phone. */
export function AccountItems({ viewer, workspaceName, plan, theme, here }: AccountProps) {
  const next = encodeURIComponent(here);
  return (
    <>
      <div className="flex items-start justify-between gap-3 px-2.5 py-2">
        <div className="min-w-0">
          <p className="truncate font-medium" dir="auto">
            {viewer.kind === "visitor" ? m.shell_visitor() : workspaceName}
          </p>
          <p className="truncate text-xs text-muted" dir="auto">
            {viewer.kind === "visitor" ? m.shell_visitor_note() : viewer.email}
          </p>
        </div>
        <Badge>{planName(plan)}</Badge>
      </div>
      <MenuDivider />
      {viewer.kind === "user" ? (
        <>
          <MenuLink to="/account" icon={UserRound}>
            {m.shell_account()}
          </MenuLink>
          <MenuLink to="/workspaces" icon={UsersRound}>
            {m.shell_workspaces()}
          </MenuLink>
        </>
      ) : (
        <MenuLink to={`/register?next=${next}`} icon={UserRound}>
          {m.shell_sign_up()}
        </MenuLink>
      )}
      <MenuLink to="/help" reload icon={CircleHelp}>
        {m.shell_help()}
      </MenuLink>
      <MenuLink to="/docs/api" reload icon={FileCode2}>
        {m.shell_api_docs()}
      </MenuLink>
      <MenuDivider />
      <div className="flex items-center justify-between gap-3 px-2.5 py-1">
        <span className="text-muted">{m.shell_theme()}</span>
        <ThemeSwitch theme={theme} next={here} />
      </div>
      <div className="flex items-center justify-between gap-3 ps-2.5 py-1">
        <span className="text-muted">{m.shell_language()}</span>
        <LanguageSwitch next={here} side="above" />
      </div>
      <MenuDivider />
      {viewer.kind === "user" ? (
        <form method="post" action="/sign-out">
          <MenuButton type="submit" icon={LogOut}>
            {m.shell_sign_out()}
          </MenuButton>
        </form>
      ) : (
        <MenuLink to={`/sign-in?next=${next}`} icon={LogIn}>
          {m.shell_sign_in()}
        </MenuLink>
      )}
    </>
  );
}

/** Who is here, in which workspace, and what can be done about it. */
export function AccountMenu(props: AccountProps) {
  const { viewer, workspaceName } = props;
  return (
    <Menu
      side="above"
      className="w-60"
      triggerClassName="flex w-full items-center gap-2.5 rounded-md p-1.5 text-start hover:bg-sunken"
      trigger={
        <>
          <Avatar name={nameOf(viewer)} path={viewer.avatarPath} />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium" dir="auto">
              {nameOf(viewer)}
            </span>
            <span className="block truncate text-xs text-muted" dir="auto">
              {viewer.kind === "visitor" ? m.shell_visitor_note() : workspaceName}
            </span>
          </span>
          <ChevronsUpDown aria-hidden="true" className="size-4 flex-none text-muted" />
        </>
      }
    >
      <AccountItems {...props} />
    </Menu>
  );
}
