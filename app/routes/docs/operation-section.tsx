import { use } from "react";
import { Badge } from "#app/ui/badge.tsx";
import { CodeBlock } from "#app/ui/code-block.tsx";
import { english } from "#app/ui/english-only.tsx";
import { StaticMarkdown } from "#app/ui/static-markdown.tsx";
import { m } from "#messages";
import { FieldTable } from "./field-table.tsx";
import { MethodBadge } from "./method-badge.tsx";
import { type Described, readOpenApi } from "./open-api.ts";
import { clientSnippet, curlSnippet } from "./request-snippet.ts";
import { exampleOf, fieldsOf, typeInWords } from "./schema-fields.ts";

interface OperationSectionProps {
  described: Described;
  baseUrl: string;
}

function Heading({ children }: { children: string }) {
  return <h3 className="mt-7 mb-2 text-sm">{children}</h3>;
}

function Parameters({ operation }: Described) {
  const { parameters = [] } = operation;
  const openApi = use(readOpenApi());
  if (parameters.length === 0) return null;
  return (
    <>
      <Heading>{m.shell_docs_parameters()}</Heading>
      <FieldTable
        caption={m.shell_docs_parameters()}
        rows={parameters.map(({ name, in: place, required = false, description, schema }) => ({
          name,
          type: `${place} · ${typeInWords(schema ?? {}, openApi)}`,
          required,
          description: description ?? schema?.description ?? "",
        }))}
      />
    </>
  );
}

function RequestBody({ operation }: Described) {
  const openApi = use(readOpenApi());
  const content = Object.values(operation.requestBody?.content ?? {})[0];
  const rows = content?.schema === undefined ? [] : fieldsOf(content.schema, openApi);
  if (rows.length === 0) return null;
  return (
    <>
      <Heading>{m.shell_docs_body()}</Heading>
      <FieldTable caption={m.shell_docs_body()} rows={rows} />
    </>
  );
}

function Answer({ operation }: Described) {
  const [status, answer] =
    Object.entries(operation.responses).find(([code]) => code.startsWith("2")) ?? [];
  if (status === undefined || answer === undefined) return null;
  const content = answer.content?.["application/json"];
  const openApi = use(readOpenApi());
  const rows = content?.schema === undefined ? [] : fieldsOf(content.schema, openApi);
  return (
    <>
      <Heading>{`${m.shell_docs_answer()} ${status}`}</Heading>
      <p className="text-muted" {...english}>
        {answer.description}
      </p>
      {rows.length === 0 ? null : (
        <details className="group mt-2">
          <summary className="inline-flex rounded-sm py-1 font-medium text-accent hover:underline">
            {m.shell_docs_fields()}
          </summary>
          <div className="mt-2">
            <FieldTable caption={m.shell_docs_fields()} rows={rows} />
          </div>
        </details>
      )}
    </>
  );
}

function Problems({ operation }: Described) {
  const slugs = Object.values(operation.responses).flatMap(({ content }) =>
    Object.keys(content?.["application/problem+json"]?.examples ?? {}),
  );
  if (slugs.length === 0) return null;
  return (
    <>
      <Heading>{m.shell_docs_problems()}</Heading>
      <ul className="flex flex-wrap gap-1.5">
        {slugs.map((slug) => (
          <li key={slug}>
            <a
              href={`/problems/${slug}`}
              className="tap inline-flex h-6 items-center rounded-sm border border-line bg-surface px-1.5 font-mono text-xs text-muted hover:border-field hover:text-ink"
            >
              {slug}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function Snippets({ described, baseUrl }: OperationSectionProps) {
  const { operation, path } = described;
  const ok = Object.entries(operation.responses).find(([code]) => code.startsWith("2"));
  const example = exampleOf(ok?.[1].content?.["application/json"]);
  const client = clientSnippet(path, baseUrl);
  return (
    <div className="grid content-start gap-4 xl:sticky xl:top-6 xl:self-start">
      {client === undefined ? null : <CodeBlock plain code={client} label="openai" />}
      <CodeBlock plain code={curlSnippet(described, baseUrl)} label="curl" />
      {example === undefined ? null : (
        <CodeBlock plain code={JSON.stringify(example, null, 2)} label={ok?.[0]} />
      )}
    </div>
  );
}

/**
 * One operation: what it does, what it takes, what it answers, and how it is called. Nearly all of it
 * is English, so it reads from left to right as a whole; its few translated words follow.
 */
export function OperationSection({ described, baseUrl }: OperationSectionProps) {
  const { method, path, operation } = described;
  const scope = operation["x-scope"];
  return (
    <section
      id={operation.operationId}
      dir="ltr"
      className="scroll-mt-6 text-start border-t border-line pt-10 pb-12 first-of-type:border-0 first-of-type:pt-0"
    >
      <h2 className="text-lg" {...english}>
        {operation.summary ?? operation.operationId}
      </h2>
      <p className="mt-2 flex flex-wrap items-center gap-2">
        <MethodBadge method={method} />
        <code className="min-w-0 font-mono text-[13px] break-all">/api/v1{path}</code>
        {scope === undefined ? null : (
          <Badge>
            {m.shell_docs_scope()} {scope}
          </Badge>
        )}
        {operation["x-person"] === true ? <Badge tone="info">{m.shell_docs_person()}</Badge> : null}
      </p>
      <div className="mt-4 grid gap-x-8 gap-y-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="min-w-0">
          {operation.description === undefined ? null : (
            <div className="[&_.prose]:text-sm [&_.prose]:leading-6">
              <StaticMarkdown text={operation.description} isEnglish />
            </div>
          )}
          <Parameters {...described} />
          <RequestBody {...described} />
          <Answer {...described} />
          <Problems {...described} />
        </div>
        <Snippets described={described} baseUrl={baseUrl} />
      </div>
    </section>
  );
}
