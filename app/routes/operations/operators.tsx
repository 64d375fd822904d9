import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Dialog } from "#app/ui/dialog.tsx";
import { DialogTrigger } from "#app/ui/dialog-trigger.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { isProblem, Problem } from "#core/problem";
import { listOperatorViews, nameOperator, removeOperator } from "#features/operators";
import type { OperatorView } from "#features/operators/schema";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/operators";

export const handle = { crumb: () => m.operations_tab_operators() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.operations_tab_operators()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  return { operators: await listOperatorViews(ctxOf(context)) };
}

async function name(ctx: ReturnType<typeof ctxOf>, email: string): Promise<void> {
  try {
    await nameOperator(ctx, { email });
  } catch (cause) {
    if (!isProblem(cause) || cause.slug !== "not-found") throw cause;
    const detail = m.operations_operators_unknown();
    throw new Problem("invalid-input", { detail, errors: [{ pointer: "/email", detail }] });
  }
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  if (textField(form, "intent") === "remove") {
    await removeOperator(ctx, textField(form, "userId") ?? "");
  } else {
    await name(ctx, textField(form, "email") ?? "");
  }
  return redirect("/operations/operators");
}

function RemoveOperator({ operator }: { operator: OperatorView }) {
  const dialog = `remove-${operator.userId}`;
  return (
    <>
      <DialogTrigger dialog={dialog} size="sm" aria-describedby={`name-${operator.userId}`}>
        {m.operations_operators_remove()}
      </DialogTrigger>
      <Dialog
        id={dialog}
        title={m.operations_operators_remove_title({ name: operator.name })}
        footer={
          <Form name={dialog}>
            <input type="hidden" name="intent" value="remove" />
            <input type="hidden" name="userId" value={operator.userId} />
            <Button type="submit" variant="danger">
              {m.operations_operators_remove()}
            </Button>
          </Form>
        }
      >
        <p className="text-muted">
          {operator.isYou
            ? m.operations_operators_remove_own_text()
            : m.operations_operators_remove_text()}
        </p>
      </Dialog>
    </>
  );
}

function OperatorList({ operators }: { operators: OperatorView[] }) {
  return (
    <ul className="divide-y divide-line">
      {operators.map((operator) => (
        <li key={operator.userId} className="flex items-center gap-4 px-5 py-3">
          <div id={`name-${operator.userId}`} className="min-w-0 flex-1">
            <p className="flex items-center gap-2 font-medium">
              <bdi className="truncate">{operator.name}</bdi>
              {operator.isYou ? <Badge>{m.operations_operators_you()}</Badge> : null}
            </p>
            <p className="truncate text-muted">
              <bdi>{operator.email}</bdi>
            </p>
          </div>
          {operators.length > 1 ? <RemoveOperator operator={operator} /> : null}
        </li>
      ))}
    </ul>
  );
}

/** Who runs this deployment; an operator names others and takes the right away again. */
export default function Operators({ loaderData: { operators } }: Route.ComponentProps) {
  return (
    <Page>
      <PageHeader
        title={m.operations_tab_operators()}
        description={m.operations_operators_about()}
      />
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[3fr_2fr]">
        <Card
          flush
          footer={
            operators.length > 1 ? undefined : (
              <p className="text-muted">{m.operations_operators_last()}</p>
            )
          }
        >
          <OperatorList operators={operators} />
        </Card>
        <Card
          title={m.operations_operators_name()}
          description={m.operations_operators_name_about()}
        >
          <Form name="name-operator">
            <Field name="email" label={m.operations_operators_email()} required>
              <TextInput type="email" dir="ltr" autoComplete="off" maxLength={320} />
            </Field>
            <Button type="submit" variant="primary" className="justify-self-start">
              {m.operations_operators_name()}
            </Button>
          </Form>
        </Card>
      </div>
    </Page>
  );
}
