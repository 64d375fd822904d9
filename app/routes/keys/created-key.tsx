import { useEffect, useRef } from "react";
import { Card } from "#app/ui/card.tsx";
import { CodeBlock } from "#app/ui/code-block.tsx";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { m } from "#messages";

interface CreatedKeyProps {
  title: string;
  secret: string;
  origin: string;
}

function snippet(origin: string, secret: string): string {
  return `import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "${origin}/api/v1",
  apiKey: "${secret}",
});

const answer = await client.chat.completions.create({
  model: "selvedge-answerer",
  messages: [{ role: "user", content: "How are PT charged?" }],
});
console.log(answer.choices[0].message.content);`;
}

/** A new secret, this once, with everything that is needed to use it. */
export function CreatedKey({ title, secret, origin }: CreatedKeyProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <div ref={ref} tabIndex={-1} className="rounded-md outline-none">
      <Card title={title} description={m.keys_created_text()}>
        <p className="flex min-w-0 items-center gap-1 rounded-md border border-success/40 bg-success-soft ps-3 pe-1">
          <code dir="ltr" className="min-w-0 flex-1 py-2 font-mono break-all select-all">
            {secret}
          </code>
          <CopyButton text={secret} label={m.keys_copy()} />
        </p>
        <div className="mt-4">
          <CodeBlock code={snippet(origin, secret)} label="openai" />
        </div>
        <p className="mt-3">
          <TextLink to="/docs/api" reloadDocument>
            {m.keys_docs()}
          </TextLink>
        </p>
      </Card>
    </div>
  );
}
