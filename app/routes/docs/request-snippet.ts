import type { Described } from "./open-api.ts";
import { exampleOf } from "./schema-fields.ts";

/** A value that stands in for a path parameter. */
function placeholder(name: string): string {
  return `$${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** The request as a curl command, with the operation's own example as its body. */
export function curlSnippet({ method, path, operation }: Described, baseUrl: string): string {
  const url = baseUrl + path.replace(/\{(\w+)\}/g, (_, name: string) => placeholder(name));
  const lines = [
    `curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}"${url}"`,
    `  -H "Authorization: Bearer $SELVEDGE_API_KEY"`,
  ];
  const content = operation.requestBody?.content ?? {};
  const [type] = Object.keys(content);
  if (type === "application/json") {
    const body = JSON.stringify(exampleOf(content[type]) ?? {}, null, 2).replaceAll("'", "'\\''");
    lines.push(`  -H "content-type: application/json"`, `  -d '${body}'`);
  } else if (type === "application/x-www-form-urlencoded") {
    const form = new URLSearchParams(exampleOf(content[type]) as Record<string, string>);
    lines.push(`  -d '${form.toString()}'`);
  } else if (type !== undefined) {
    lines.push(`  -H "content-type: ${type}"`, `  --data-binary @document`);
  }
  return lines.join(" \\\n");
}

/** The same with the official client, where it has a call for it. */
export function clientSnippet(operationPath: string, baseUrl: string): string | undefined {
  if (operationPath !== "/chat/completions") return undefined;
  return `import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "${baseUrl}",
  apiKey: process.env.SELVEDGE_API_KEY,
});

const stream = await client.chat.completions.create({
  model: "selvedge-answerer",
  messages: [{ role: "user", content: "What is a PT?" }],
  stream: true,
});
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta?.content ?? "");
}`;
}
