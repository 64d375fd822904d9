import { createPublicApi } from "./public-api.ts";
import { shareResponses } from "./share-responses.ts";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const STRING_LENGTH_MAX = 300_000;
const ITEMS_MAX = 1_000;

/** Every string and list has a bound: what the schemas leave open gets the general one. */
function withBounds(value: Json): Json {
  if (Array.isArray(value)) return value.map(withBounds);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(([name, inner]) =>
    name === "example" || name === "examples" ? [name, inner] : [name, withBounds(inner)],
  );
  const schema = Object.fromEntries(entries) as { [name: string]: Json };
  const types = Array.isArray(schema["type"]) ? schema["type"] : [schema["type"]];
  const isOpen = !("enum" in schema) && !("const" in schema) && !("format" in schema);
  if (types.includes("string") && isOpen && !("maxLength" in schema)) {
    schema["maxLength"] = STRING_LENGTH_MAX;
  }
  if (types.includes("array") && "items" in schema && !("maxItems" in schema)) {
    schema["maxItems"] = ITEMS_MAX;
  }
  if (types.includes("integer") && !("enum" in schema)) {
    schema["format"] ??= "int64";
    schema["minimum"] ??= Number.MIN_SAFE_INTEGER;
    schema["maximum"] ??= Number.MAX_SAFE_INTEGER;
  }
  return schema;
}

/** The OpenAPI 3.1 document of `/api/v1`. It is made at build time and served as a file. */
export function openApiDocument(): unknown {
  const api = createPublicApi(() => Promise.resolve(""));
  const { openAPIRegistry: registry } = api;
  registry.registerComponent("securitySchemes", "apiKey", {
    type: "http",
    scheme: "bearer",
    description:
      "An API key of the workspace, or an access token of a program that someone let in: `Authorization: Bearer sk_selv_…` or `at_selv_…`.",
  });
  registry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "__Host-selvedge-session",
    description: "The cookie of a signed-in browser. Writes must come from our own origin.",
  });
  const document = api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Selvedge API",
      version: "1.0.0",
      description:
        "Metered AI chat on a prepaid balance of PT. Chat completions speak OpenAI's protocol. Errors are RFC 9457 problem documents that also carry OpenAI's `error` member. Lists are paged by cursor, times are ISO 8601, amounts are whole PT (`…Pt`) with exact micro-PT beside them as strings (`…MicroPt`).",
      contact: { name: "Selvedge", url: "https://selvedge.example/help" },
      license: { name: "Proprietary", url: "https://selvedge.example/help" },
    },
    servers: [{ url: "/api/v1", description: "Production: this deployment", "x-internal": false }],
    tags: [
      { name: "Account", description: "Who is calling, and this document" },
      { name: "Administration", description: "For the operator of the deployment" },
      { name: "API keys", description: "Keys for programs" },
      { name: "Billing", description: "Plan, payments, invoices and statements" },
      { name: "Chat", description: "Estimates and OpenAI-compatible completions" },
      { name: "Conversations", description: "Kept conversations and their messages" },
      { name: "Credits", description: "Balance, statement and usage" },
      { name: "Disputes", description: "Disputes of a charge, for both sides" },
      { name: "Models", description: "Models and their prices" },
      { name: "Plans", description: "Plans and packs, and what they cost" },
      { name: "Privacy", description: "What is known about you, and what you agreed to" },
      { name: "Tokens", description: "Tokens for programs that someone lets in" },
      { name: "Webhooks", description: "Where your own systems are told what happens" },
      {
        name: "Workspaces",
        description: "The workspace, its people, ways into it, and its audit log",
      },
    ],
  });
  const bounded = withBounds(JSON.parse(JSON.stringify(document)) as Json);
  return shareResponses(bounded as { [name: string]: Json });
}
