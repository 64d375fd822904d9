/** The parts of an OpenAPI 3.1 document that the page shows. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: boolean | Schema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
}

export interface Content {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { summary?: string; value?: unknown }>;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

export interface Operation {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Content> };
  responses: Record<
    string,
    { $ref?: string; description?: string; content?: Record<string, Content> }
  >;
  "x-scope"?: string;
  "x-person"?: boolean;
}

export interface OpenApi {
  openapi?: string;
  info?: { title: string; version: string; description?: string };
  tags?: { name: string; description?: string }[];
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema>; responses?: Record<string, Response> };
}

export interface Described {
  method: string;
  path: string;
  operation: Operation;
}

export interface TagGroup {
  name: string;
  slug: string;
  description: string;
  operations: Described[];
}

const METHODS = ["get", "post", "put", "patch", "delete"];

type Response = Operation["responses"][string];

/** Refusals are written once and referred to; here every operation has its own again. */
function withOwnResponses(document: OpenApi): OpenApi {
  const shared = document.components?.responses ?? {};
  for (const methods of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(methods)) {
      for (const [status, response] of Object.entries(operation.responses)) {
        const own = shared[response.$ref?.split("/").at(-1) ?? ""];
        if (own !== undefined) operation.responses[status] = own;
      }
    }
  }
  return document;
}

let reading: Promise<OpenApi> | undefined;

async function read(): Promise<OpenApi> {
  const { default: text } = await import("../../../.generated/openapi.json?raw");
  return withOwnResponses(JSON.parse(text) as OpenApi);
}

/** The document, read when its first page is asked for. */
export function readOpenApi(): Promise<OpenApi> {
  reading ??= read();
  return reading;
}

export function slugOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

/** The operations by their first tag, in the order of the document's tags. */
export function groupByTag(document: OpenApi): TagGroup[] {
  const all = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method): Described[] => {
      const operation = item[method];
      return operation === undefined ? [] : [{ method, path, operation }];
    }),
  );
  const names = new Set([
    ...(document.tags ?? []).map(({ name }) => name),
    ...all.map(({ operation }) => operation.tags?.[0] ?? "Other"),
  ]);
  return [...names]
    .map((name) => ({
      name,
      slug: slugOf(name),
      description: document.tags?.find((tag) => tag.name === name)?.description ?? "",
      operations: all.filter(({ operation }) => (operation.tags?.[0] ?? "Other") === name),
    }))
    .filter(({ operations }) => operations.length > 0);
}
