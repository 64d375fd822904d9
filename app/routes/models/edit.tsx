import { useState } from "react";
import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { requireOperator } from "#features/workspaces";
import { getRateCard, publishRateCard } from "#features/models";
import { m } from "#messages";
import type { Route } from "./+types/edit";
import { diffRateCards } from "./card-diff.ts";
import { CardReview } from "./card-review.tsx";
import { ModelFields } from "./model-fields.tsx";
import { parseCardForm } from "./parse-card-form.ts";

export const handle = { crumb: () => m.models_edit() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.models_edit()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  requireOperator(ctx);
  return { card: await getRateCard(ctx) };
}

/** Every field of the form as it was sent, for the page that comes back. */
function sentValues(form: FormData): Record<string, string> {
  const entries = [...form].filter((entry): entry is [string, string] => {
    return typeof entry[1] === "string";
  });
  return Object.fromEntries(entries);
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  requireOperator(ctx);
  const form = await request.formData();
  const models = parseCardForm(form);
  const card = await getRateCard(ctx);
  const reviewed = JSON.stringify(models);
  // What is published is what was reviewed; an edit in between is shown again first.
  if (form.get("intent") === "publish" && form.get("reviewed") === reviewed) {
    const basedOnVersion = Number(form.get("basedOnVersion"));
    await publishRateCard(ctx, { models, basedOnVersion });
    throw redirect("/models");
  }
  return {
    values: sentValues(form),
    review: { changes: diffRateCards(card.models, models), reviewed, version: card.version + 1 },
  };
}

const BLANK_ROWS_MAX = 20;

/** The whole rate card as a form; its changes are shown before they are published. */
export default function EditModels({ loaderData, actionData }: Route.ComponentProps) {
  const { card } = loaderData;
  const [blanks, setBlanks] = useState(1);
  const [edited, setEdited] = useState(false);
  const review = actionData !== undefined && "review" in actionData ? actionData.review : undefined;
  const first = card.models.length;
  return (
    <Page width="list">
      <PageHeader
        title={m.models_edit()}
        description={m.models_edit_about({ version: card.version })}
      />
      <Form
        guarded
        onChange={() => setEdited(true)}
        onSubmit={() => setEdited(false)}
        className="gap-6"
      >
        <input type="hidden" name="basedOnVersion" value={card.version} />
        {review === undefined || edited ? null : (
          <CardReview key={review.reviewed} review={review} />
        )}
        <ul className="grid gap-4">
          {card.models.map((model, row) => (
            <li key={model.id}>
              <ModelFields row={row} model={model} />
            </li>
          ))}
          {Array.from({ length: blanks }, (_, blank) => (
            <li key={first + blank}>
              <ModelFields row={first + blank} />
            </li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-2">
          <Button
            disabled={blanks === BLANK_ROWS_MAX}
            onClick={() => setBlanks((count) => count + 1)}
          >
            {m.models_add()}
          </Button>
          <span className="flex-1" />
          <LinkButton to="/models" variant="quiet">
            {m.shell_cancel()}
          </LinkButton>
          <Button type="submit" name="intent" value="review" variant="primary">
            {m.models_review()}
          </Button>
        </div>
      </Form>
    </Page>
  );
}
