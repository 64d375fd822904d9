import { Form, Outlet } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Tabs } from "#app/ui/tabs.tsx";
import { listMyWorkspaces } from "#features/members";
import { getWorkspace, may, requirePermission, requireUser } from "#features/workspaces";
import { m } from "#messages";
import type { Route } from "./+types/layout";

export const handle = { crumb: () => m.workspaces_title() };

/** Where a link leads that names another workspace of the person's than the one they are in. */
async function findElsewhere(
  ctx: ReturnType<typeof ctxOf>,
  { searchParams, pathname }: URL,
  slug: string,
) {
  const wanted = searchParams.get("in");
  if (wanted === null || wanted === slug) return null;
  const found = (await listMyWorkspaces(ctx)).find((one) => one.slug === wanted);
  return found === undefined ? null : { slug: found.slug, name: found.name, path: pathname };
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const { userId } = requireUser(ctx);
  const { id } = requirePermission(ctx, "workspace.read");
  const { name, slug, transferToUserId } = await getWorkspace(ctx, id);
  return {
    name,
    elsewhere: await findElsewhere(ctx, new URL(request.url), slug),
    mayReadDomains: may(ctx, "domains.read"),
    mayReadSignOn: may(ctx, "sign-on.read"),
    mayReadAudit: may(ctx, "audit.read"),
    mayReadChannels: may(ctx, "webhooks.read"),
    offeredToMe: transferToUserId === userId,
  };
}

/** Says that the ownership waits, to whom it is offered. */
function Offered() {
  return (
    <Notice
      tone="info"
      title={m.workspaces_offered_you()}
      actions={
        <Form method="post" action="/workspace?index" className="flex gap-2">
          <Button type="submit" size="sm" name="intent" value="accept">
            {m.workspaces_accept()}
          </Button>
          <Button type="submit" size="sm" variant="quiet" name="intent" value="end-offer">
            {m.workspaces_decline()}
          </Button>
        </Form>
      }
    />
  );
}

interface ElsewhereProps {
  name: string;
  slug: string;
  path: string;
  current: string;
}

/** Offers the way on to who followed a link into another workspace. */
function Elsewhere({ name, slug, path, current }: ElsewhereProps) {
  return (
    <Notice
      tone="info"
      title={m.workspaces_elsewhere({ name })}
      actions={
        <form method="post" action={`/workspaces/switch?next=${encodeURIComponent(path)}`}>
          <input type="hidden" name="slug" value={slug} />
          <Button type="submit" size="sm">
            {m.workspaces_switch()}
          </Button>
        </form>
      }
    >
      {m.workspaces_elsewhere_text({ current })}
    </Notice>
  );
}

/** The pages about the workspace itself, with what its people must know above them. */
export default function WorkspaceLayout({ loaderData }: Route.ComponentProps) {
  const { name, elsewhere, offeredToMe, mayReadDomains, mayReadAudit } = loaderData;
  const tabs = [
    { to: "/workspace", label: m.workspaces_tab_general() },
    { to: "/workspace/members", label: m.workspaces_tab_members() },
    { to: "/workspace/roles", label: m.workspaces_tab_roles() },
    ...(mayReadDomains ? [{ to: "/workspace/domains", label: m.workspaces_tab_domains() }] : []),
    ...(loaderData.mayReadSignOn ? [{ to: "/workspace/sign-on", label: m.signon_tab() }] : []),
    ...(loaderData.mayReadChannels
      ? [{ to: "/workspace/channels", label: m.channels_title() }]
      : []),
    ...(mayReadAudit ? [{ to: "/workspace/audit", label: m.workspaces_tab_audit() }] : []),
  ];
  return (
    <Page>
      <PageHeader
        title={<bdi>{name}</bdi>}
        actions={<LinkButton to="/workspaces">{m.shell_workspaces()}</LinkButton>}
      />
      <Tabs label={m.workspaces_title()} tabs={tabs} />
      <div className="grid grid-cols-1 gap-6">
        {elsewhere === null ? null : <Elsewhere {...elsewhere} current={name} />}
        {offeredToMe ? <Offered /> : null}
        <Outlet />
      </div>
    </Page>
  );
}
