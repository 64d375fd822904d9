import type { Content, OpenApi, Schema } from "./open-api.ts";

export interface FieldRow {
  /** Dotted path; `[]` for the members of a list. */
  name: string;
  type: string;
  required: boolean;
  description: string;
}

const DEPTH_MAX = 3;
const ENUM_SHOWN_MAX = 8;

/** Follows a reference into the document's components; others come back as they are. */
export function resolveSchema(schema: Schema, document: OpenApi): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.split("/").pop() ?? "";
  return document.components?.schemas?.[name] ?? {};
}

function parts(schema: Schema): Schema[] {
  return schema.anyOf ?? schema.oneOf ?? [];
}

/** A type in a few words: "string", "integer or null", "list of objects", its values when few. */
export function typeInWords(given: Schema, document: OpenApi): string {
  const schema = resolveSchema(given, document);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) {
    const values = schema.enum.slice(0, ENUM_SHOWN_MAX).map((value) => JSON.stringify(value));
    return values.join(" | ") + (schema.enum.length > ENUM_SHOWN_MAX ? " | …" : "");
  }
  const options = parts(schema);
  if (options.length > 0) {
    return [...new Set(options.map((option) => typeInWords(option, document)))].join(" or ");
  }
  const types = [schema.type ?? (schema.properties === undefined ? "any" : "object")].flat();
  return types
    .map((type) => {
      if (type !== "array") return type;
      return `list of ${schema.items === undefined ? "any" : typeInWords(schema.items, document)}`;
    })
    .join(" or ");
}

function objectOf(given: Schema, document: OpenApi): { schema: Schema; suffix: string } {
  const schema = resolveSchema(given, document);
  if (schema.items !== undefined) {
    const inner = objectOf(schema.items, document);
    return { schema: inner.schema, suffix: `[]${inner.suffix}` };
  }
  const option = parts(schema)
    .map((one) => objectOf(one, document))
    .find((one) => one.schema.properties !== undefined);
  return option ?? { schema, suffix: "" };
}

/** The members of an object and of the objects within it, three levels deep. */
export function fieldsOf(given: Schema, document: OpenApi, prefix = "", depth = 0): FieldRow[] {
  const { schema } = objectOf(given, document);
  const rows: FieldRow[] = [];
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const full = `${prefix}${name}`;
    const { schema: inner, suffix } = objectOf(member, document);
    rows.push({
      name: full,
      type: typeInWords(member, document),
      required: schema.required?.includes(name) ?? false,
      description: member.description ?? resolveSchema(member, document).description ?? "",
    });
    if (inner.properties === undefined || depth + 1 >= DEPTH_MAX) continue;
    rows.push(...fieldsOf(inner, document, `${full}${suffix}.`, depth + 1));
  }
  return rows;
}

/** The first example that a content has. */
export function exampleOf(content: Content | undefined): unknown {
  if (content?.example !== undefined) return content.example;
  return Object.values(content?.examples ?? {})[0]?.value;
}
