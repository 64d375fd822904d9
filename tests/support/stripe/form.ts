import { invalid } from "./failure.ts";

export type FormValue = string | FormValue[] | { [key: string]: FormValue };
export type FormRecord = Record<string, FormValue>;

/** Stripe's form encoding: `items[0][price]=…`, `expand[]=…`, `metadata[a]=…`. */
export function readForm(text: string): FormRecord {
  const root: FormRecord = {};
  for (const [key, value] of new URLSearchParams(text)) place(root, pathOf(key), value, key);
  return root;
}

function pathOf(key: string): string[] {
  const open = key.indexOf("[");
  if (open === -1) return [key];
  const inner = key.slice(open);
  if (!/^(\[[^[\]]*\])+$/.test(inner)) throw invalid(`Invalid request parameter name: ${key}`);
  return [key.slice(0, open), ...inner.slice(1, -1).split("][")];
}

function place(root: FormRecord, path: string[], value: string, key: string): void {
  let at = root;
  for (const [index, part] of path.entries()) {
    const name = part === "" ? String(Object.keys(at).length) : part;
    if (index === path.length - 1) {
      at[name] = value;
      return;
    }
    const next = at[name] ?? {};
    if (typeof next === "string" || Array.isArray(next)) {
      throw invalid(`Invalid request: ${key} is both a value and a hash`, { param: key });
    }
    at[name] = next;
    at = next;
  }
}
