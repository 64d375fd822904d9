import {
  Activity,
  BookOpen,
  Boxes,
  Coins,
  CreditCard,
  KeyRound,
  type LucideIcon,
  MessageSquare,
  UsersRound,
} from "lucide-react";
import type { Permission } from "#features/workspaces/schema";
import { m } from "#messages";

export interface NavEntry {
  to: string;
  label: () => string;
  icon: LucideIcon;
  /** Stands in the bar at the foot of a phone. */
  onPhone?: boolean;
  /** Who sees it: everyone, those with an account, or the deployment's operator. */
  audience?: "account" | "operator";
  /** What one must be allowed to do in the workspace to see it. */
  needs?: Permission;
  /** The key that goes there after `g`. */
  key?: string;
}

export interface NavGroup {
  label: () => string;
  entries: NavEntry[];
}

/** The five systems and the workspace, each with the places that exist. */
export const navigation: NavGroup[] = [
  {
    label: m.shell_group_ai,
    entries: [
      {
        to: "/chat",
        label: m.shell_nav_chat,
        icon: MessageSquare,
        onPhone: true,
        needs: "chat.read",
        key: "c",
      },
      {
        to: "/knowledge",
        label: m.shell_nav_knowledge,
        icon: BookOpen,
        onPhone: true,
        needs: "knowledge.read",
        key: "k",
      },
      { to: "/models", label: m.shell_nav_models, icon: Boxes, key: "m" },
    ],
  },
  {
    label: m.shell_group_workspace,
    entries: [
      { to: "/credits", label: m.shell_nav_credits, icon: Coins, onPhone: true, key: "p" },
      {
        to: "/billing",
        label: m.shell_nav_billing,
        icon: CreditCard,
        audience: "account",
        needs: "billing.read",
        key: "b",
      },
      {
        to: "/keys",
        label: m.shell_nav_keys,
        icon: KeyRound,
        onPhone: true,
        audience: "account",
        needs: "keys.read",
        key: "a",
      },
      {
        to: "/workspace",
        label: m.shell_nav_workspace,
        icon: UsersRound,
        audience: "account",
        needs: "workspace.read",
        key: "w",
      },
      {
        to: "/operations",
        label: m.shell_nav_operations,
        icon: Activity,
        audience: "operator",
        key: "o",
      },
    ],
  },
];

export interface Viewer {
  kind: "user" | "visitor";
  name: string;
  email: string;
  avatarPath: string | null;
  operator: boolean;
  /** What they may do in this workspace. */
  may: readonly Permission[];
}

/** The navigation as this viewer sees it; groups without entries are left out. */
export function navigationFor(viewer: Pick<Viewer, "kind" | "operator" | "may">): NavGroup[] {
  return navigation
    .map(({ label, entries }) => ({
      label,
      entries: entries.filter(({ audience, needs }) => {
        if (needs !== undefined && !viewer.may.includes(needs)) return false;
        if (audience === "operator") return viewer.operator;
        return audience !== "account" || viewer.kind === "user";
      }),
    }))
    .filter(({ entries }) => entries.length > 0);
}
