import { Avatar } from "#app/ui/avatar.tsx";
import { Badge } from "#app/ui/badge.tsx";
import { formatNumber, formatPt } from "#app/ui/format.ts";
import type { MemberView } from "#features/members/schema";
import { m } from "#messages";
import { ChangeMember, type MemberRights } from "./change-member.tsx";
import { roleName } from "./role-name.ts";

function used({ usedMicroPt, capPt }: MemberView): string {
  const cap = capPt === null ? "" : ` / ${formatNumber(capPt)}`;
  return usedMicroPt === null ? "–" : `${formatPt(usedMicroPt, { bare: true })}${cap}`;
}

interface MemberListProps extends MemberRights {
  members: MemberView[];
}

/** Everyone in the workspace, with their role and what they have used. */
export function MemberList({ members, ...rights }: MemberListProps) {
  return (
    <ul className="divide-y divide-line">
      {members.map((member) => (
        <li key={member.userId} className="flex flex-wrap items-center gap-x-6 gap-y-2 px-5 py-3">
          <div className="flex min-w-0 flex-1 basis-56 items-center gap-3">
            <Avatar name={member.name} path={member.avatarPath} />
            <div className="min-w-0">
              <p className="truncate font-medium" dir="auto">
                {member.name}
                {member.self ? (
                  <span className="font-normal text-muted"> · {m.workspaces_you()}</span>
                ) : null}
              </p>
              <p className="truncate text-xs text-muted">
                <bdi dir="ltr">{member.email}</bdi>
              </p>
            </div>
          </div>
          <Badge>{roleName(member.role, member.permissionSet?.name)}</Badge>
          <p className="figures text-xs text-muted max-sm:basis-full sm:text-end">
            <span className="sm:block">{m.workspaces_used()}</span>{" "}
            <span className="text-sm text-ink sm:block">{used(member)}</span>
          </p>
          <ChangeMember member={member} {...rights} />
        </li>
      ))}
    </ul>
  );
}
