import openApiText from "../../.generated/openapi.json?raw";
import { type Answer, call, type CallInit } from "./api.ts";
import { check, type Schema } from "./json-schema.ts";

interface Media {
  schema?: Schema;
  example?: unknown;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  schema: Schema & { example?: string };
  example?: string;
}

export interface Operation {
  method: string;
  path: string;
  operationId: string;
  security: unknown[];
  parameters: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { $ref?: string; content?: Record<string, Media>; headers?: object }>;
  "x-scope": "read" | "write" | "chat" | "none";
  /** Takes the person, with the session cookie. */
  "x-person"?: true;
}

type Response = Operation["responses"][string];

interface Document {
  paths: Record<string, Record<string, Omit<Operation, "method" | "path">>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Response> };
}

const document = JSON.parse(openApiText) as Document;

/** The answers of an operation, those that are written elsewhere included. */
function responsesOf(operation: Pick<Operation, "responses">): Operation["responses"] {
  const entries = Object.entries(operation.responses).map(([status, response]) => {
    if (response.$ref === undefined) return [status, response] as const;
    const shared = document.components.responses[response.$ref.split("/").at(-1) ?? ""];
    if (shared === undefined) throw new Error(`${response.$ref} is not in the document`);
    return [status, shared] as const;
  });
  return Object.fromEntries(entries);
}

/** Every operation of the document that the product serves. */
export const operations: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) =>
    Object.assign({ parameters: [] }, operation, {
      method: method.toUpperCase(),
      path,
      responses: responsesOf(operation),
    }),
  ),
);

function resolve(ref: string): Schema {
  const schema = document.components.schemas[ref.split("/").at(-1) ?? ""];
  if (schema === undefined) throw new Error(`${ref} is not in the document`);
  return schema;
}

/** What is wrong with an answer by the document; nothing when it keeps the contract. */
export function breaches(operation: Operation, answer: Answer): string[] {
  const described = operation.responses[String(answer.status)];
  if (described === undefined) return [`the status ${answer.status} is not described`];
  const type = answer.headers.get("content-type")?.split(";")[0] ?? "";
  if (described.content === undefined) return answer.text === "" ? [] : ["there is a body"];
  const media = described.content[type];
  if (media === undefined) return [`the type "${type}" is not described for ${answer.status}`];
  if (media.schema === undefined || !type.endsWith("json")) return [];
  return check(answer.json, media.schema, "", resolve);
}

/** What is wrong with an example of the document itself. */
export function exampleFaults(operation: Operation): string[] {
  const contents = [
    operation.requestBody?.content ?? {},
    ...Object.values(operation.responses).map((response) => response.content ?? {}),
  ];
  return contents.flatMap((content) =>
    Object.values(content).flatMap(({ schema, example }) =>
      schema === undefined || example === undefined ? [] : check(example, schema, "", resolve),
    ),
  );
}

/** The JSON example of the operation's body. */
export function exampleBody(operation: Operation): unknown {
  return operation.requestBody?.content["application/json"]?.example;
}

/** The schema of the operation's JSON body, references followed. */
export function bodySchema(operation: Operation): Schema | undefined {
  const schema = operation.requestBody?.content["application/json"]?.schema;
  return schema?.$ref === undefined ? schema : resolve(schema.$ref);
}

/** The operation's path with its parameters filled in, from `values` or from the examples. */
export function pathOf(operation: Operation, values: Record<string, string> = {}): string {
  const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const known = operation.parameters.find((one) => one.in === "path" && one.name === name);
    return values[name] ?? encodeURIComponent(known?.example ?? known?.schema.example ?? "unknown");
  });
  return `/api/v1${filled}`;
}

/** Calls an operation. */
export async function callOperation(
  operation: Operation,
  init: CallInit,
  { values, query = "" }: { values?: Record<string, string>; query?: string } = {},
): Promise<Answer> {
  return await call(`${pathOf(operation, values)}${query}`, { method: operation.method, ...init });
}
