import { redirect, redirectDocument, useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { acceptJoinOffer, findJoinOffer } from "#features/domains";
import type { JoinOffer } from "#features/domains/schema";
import { createTeam, listMyWorkspaces } from "#features/members";
import type { MyWorkspace } from "#features/members/schema";
import { m } from "#messages";
import type { Route } from "./+types/mine";
import { textOf } from "./form-input.ts";
import { roleName } from "./role-name.ts";

export const handle = { crumb: () => m.shell_workspaces() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.shell_workspaces()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [mine, offer] = await Promise.all([listMyWorkspaces(ctx), findJoinOffer(ctx)]);
  return { mine, offer: offer ?? null };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  if (form.get("intent") === "join") {
    const outcome = await acceptJoinOffer(ctxOf(context));
    return outcome === "joined" ? redirectDocument("/workspace") : redirect("/workspaces");
  }
  const slug = textOf(form, "slug");
  await createTeam(ctxOf(context), { name: textOf(form, "name") ?? "", slug });
  return redirectDocument("/workspace");
}

/** A workspace whose domain the person's address is of. */
function Offer({ offer }: { offer: JoinOffer }) {
  const { workspaceName: name, domain, mode, asked } = offer;
  const isWaiting = asked && mode === "ask";
  return (
    <Card
      title={m.workspaces_open_to_you({ name })}
      description={m.workspaces_open_to_you_text({ domain })}
    >
      {isWaiting ? (
        <p>{m.workspaces_invite_asked()}</p>
      ) : (
        <Form name="join">
          <Button
            type="submit"
            variant="primary"
            name="intent"
            value="join"
            className="justify-self-start"
          >
            {mode === "join" ? m.workspaces_join({ name }) : m.workspaces_ask_to_join({ name })}
          </Button>
        </Form>
      )}
    </Card>
  );
}

function Entry({ slug, name, role, current }: MyWorkspace) {
  return (
    <li className="flex items-center justify-between gap-4 px-5 py-3">
      <div className="min-w-0">
        <p className="truncate font-medium" dir="auto">
          {name}
        </p>
        <p className="text-xs text-muted">
          {roleName(role)} · <bdi dir="ltr">{slug}</bdi>
        </p>
      </div>
      {current ? (
        <Badge tone="success">{m.workspaces_current()}</Badge>
      ) : (
        <form method="post" action="/workspaces/switch">
          <input type="hidden" name="slug" value={slug} />
          <Button type="submit" size="sm">
            {m.workspaces_switch()}
          </Button>
        </form>
      )}
    </li>
  );
}

/** The workspaces of a person: where they are, where they can go, and how a team is made. */
export default function MyWorkspaces({ loaderData }: Route.ComponentProps) {
  const navigation = useNavigation();
  return (
    <Page width="form">
      <PageHeader title={m.shell_workspaces()} description={m.workspaces_mine_about()} />
      <div className="grid grid-cols-1 gap-6">
        <Card flush>
          <ul className="divide-y divide-line">
            {loaderData.mine.map((one) => (
              <Entry key={one.id} {...one} />
            ))}
          </ul>
        </Card>
        {loaderData.offer === null ? null : <Offer offer={loaderData.offer} />}
        <Card title={m.workspaces_new()} description={m.workspaces_new_about()}>
          <Form name="team">
            <Field name="name" label={m.workspaces_name()} required>
              <TextInput dir="auto" maxLength={80} autoComplete="off" />
            </Field>
            <Field name="slug" label={m.workspaces_slug()} hint={m.workspaces_slug_hint()} optional>
              <TextInput mono dir="ltr" maxLength={63} autoComplete="off" />
            </Field>
            <Button
              type="submit"
              variant="primary"
              pending={navigation.formMethod === "POST"}
              className="justify-self-start"
            >
              {m.workspaces_create()}
            </Button>
          </Form>
        </Card>
      </div>
    </Page>
  );
}
