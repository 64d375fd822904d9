import { redirect, redirectDocument } from "react-router";
import { ctxOf } from "#app/context.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { ConfirmByName } from "#app/ui/confirm-by-name.tsx";
import { DialogTrigger } from "#app/ui/dialog-trigger.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Select } from "#app/ui/select.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { Problem } from "#core/problem";
import {
  acceptOwnership,
  deleteWorkspace,
  endOwnershipOffer,
  leaveWorkspace,
  listMembers,
  offerOwnership,
  restoreWorkspace,
} from "#features/members";
import { getWorkspace, may, renameWorkspace, requireWorkspace } from "#features/workspaces";
import { m } from "#messages";
import type { Route } from "./+types/general";
import { textOf } from "./form-input.ts";

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.workspaces_title()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const { id, role } = requireWorkspace(ctx);
  const [workspace, members] = await Promise.all([getWorkspace(ctx, id), listMembers(ctx)]);
  const isTeam = workspace.kind === "team";
  return {
    workspace,
    mayUpdate: may(ctx, "workspace.update"),
    mayTransfer: isTeam && may(ctx, "workspace.transfer"),
    mayDelete: isTeam && may(ctx, "workspace.delete") && workspace.deleteAtMs === null,
    mayLeave: isTeam && role !== "owner",
    others: members.filter(({ self }) => !self).map(({ userId, name }) => ({ userId, name })),
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  switch (form.get("intent")) {
    case "rename":
      await renameWorkspace(ctx, requireWorkspace(ctx).id, {
        name: textOf(form, "name") ?? "",
        slug: textOf(form, "slug"),
      });
      return redirect("/workspace");
    case "offer":
      await offerOwnership(ctx, textOf(form, "userId") ?? "");
      return redirect("/workspace");
    case "accept":
      await acceptOwnership(ctx);
      return redirectDocument("/workspace");
    case "end-offer":
      await endOwnershipOffer(ctx);
      return redirect("/workspace");
    case "delete":
      await deleteWorkspace(ctx, { confirm: textOf(form, "confirm") ?? "" });
      return redirect("/workspace");
    case "restore":
      await restoreWorkspace(ctx);
      return redirect("/workspace");
    case "leave":
      await leaveWorkspace(ctx);
      return redirectDocument("/workspaces");
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

type Data = Route.ComponentProps["loaderData"];

function NameCard({ workspace, mayUpdate }: Pick<Data, "workspace" | "mayUpdate">) {
  return (
    <Card>
      <Form name="rename" className="max-w-xl">
        <input type="hidden" name="intent" value="rename" />
        {mayUpdate ? null : <p className="text-muted">{m.workspaces_read_only()}</p>}
        <fieldset disabled={!mayUpdate} className="grid gap-5">
          <Field name="name" label={m.workspaces_name()} required>
            <TextInput dir="auto" maxLength={80} defaultValue={workspace.name} />
          </Field>
          <Field name="slug" label={m.workspaces_slug()} hint={m.workspaces_slug_hint()}>
            <TextInput mono dir="ltr" maxLength={63} defaultValue={workspace.slug} />
          </Field>
          {mayUpdate ? (
            <Button type="submit" variant="primary" className="justify-self-start">
              {m.workspaces_save()}
            </Button>
          ) : null}
        </fieldset>
      </Form>
    </Card>
  );
}

function TransferCard({ workspace, others }: Pick<Data, "workspace" | "others">) {
  const options = others.map(({ userId, name }) => ({ value: userId, label: name }));
  return (
    <Card title={m.workspaces_transfer()} description={m.workspaces_transfer_text()}>
      {workspace.transferToUserId === null ? (
        <Form name="offer" className="max-w-xl">
          <input type="hidden" name="intent" value="offer" />
          <Field name="userId" label={m.workspaces_transfer_to()}>
            <Select options={options} />
          </Field>
          <Button type="submit" className="justify-self-start">
            {m.workspaces_offer()}
          </Button>
        </Form>
      ) : (
        <Form name="end-offer">
          <input type="hidden" name="intent" value="end-offer" />
          <p>{m.workspaces_offered()}</p>
          <Button type="submit" className="justify-self-start">
            {m.workspaces_take_back()}
          </Button>
        </Form>
      )}
    </Card>
  );
}

function DeleteCard({ name }: { name: string }) {
  return (
    <Card title={m.workspaces_delete()} description={m.workspaces_delete_text()} tone="danger">
      <DialogTrigger dialog="delete-workspace" variant="danger">
        {m.workspaces_delete()}
      </DialogTrigger>
      <ConfirmByName
        id="delete-workspace"
        title={m.workspaces_delete()}
        name={name}
        fields={{ intent: "delete" }}
        confirmLabel={m.workspaces_delete()}
      >
        {m.workspaces_delete_text()}
      </ConfirmByName>
    </Card>
  );
}

/** The workspace's name, its owner and its end. */
export default function General({ loaderData }: Route.ComponentProps) {
  const { workspace, mayUpdate, mayTransfer, mayDelete, mayLeave, others } = loaderData;
  return (
    <>
      <NameCard workspace={workspace} mayUpdate={mayUpdate} />
      {mayTransfer && others.length > 0 ? (
        <TransferCard workspace={workspace} others={others} />
      ) : null}
      {mayLeave ? (
        <Card title={m.workspaces_leave()} description={m.workspaces_leave_text()}>
          <AskFirst
            name="leave"
            fields={{ intent: "leave" }}
            label={m.workspaces_leave()}
            title={m.workspaces_leave_title({ name: workspace.name })}
          >
            {m.workspaces_leave_text()}
          </AskFirst>
        </Card>
      ) : null}
      {mayDelete ? <DeleteCard name={workspace.name} /> : null}
    </>
  );
}
