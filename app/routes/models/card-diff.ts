import type { RateCardModel } from "#features/models/schema";

export interface FieldChange {
  field: string;
  before: string | undefined;
  after: string | undefined;
}

export type ModelChange =
  | { kind: "added"; id: string }
  | { kind: "removed"; id: string }
  | { kind: "changed"; id: string; changes: FieldChange[] };

/** What publishing would change, model by model, in the order of the new card, removed ones last. */
export function diffRateCards(
  before: readonly RateCardModel[],
  after: readonly RateCardModel[],
): ModelChange[] {
  const found: ModelChange[] = after.flatMap((model): ModelChange[] => {
    const old = before.find(({ id }) => id === model.id);
    if (old === undefined) return [{ kind: "added", id: model.id }];
    const changes = changesBetween(old, model);
    return changes.length === 0 ? [] : [{ kind: "changed", id: model.id, changes }];
  });
  const removed = before
    .filter(({ id }) => !after.some((model) => model.id === id))
    .map(({ id }): ModelChange => ({ kind: "removed", id }));
  return [...found, ...removed];
}

function changesBetween(before: RateCardModel, after: RateCardModel): FieldChange[] {
  const old = flat(before);
  const now = flat(after);
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((field) => old[field] !== now[field])
    .map((field) => ({ field, before: old[field], after: now[field] }));
}

function flat(model: RateCardModel): Record<string, string> {
  const { ptPer1k, usdPerMillion = {}, ...rest } = model;
  const costs = Object.entries(usdPerMillion).map(([name, usd]) => [`cost.${name}`, usd] as const);
  const fields = { ...rest, ...ptPer1k, ...Object.fromEntries(costs) };
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}
