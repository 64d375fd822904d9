import { type ReactNode, useEffect, useRef } from "react";
import { Card } from "#app/ui/card.tsx";
import { CodeBlock } from "#app/ui/code-block.tsx";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { m } from "#messages";

const snippet = `import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.SELVEDGE_WEBHOOK_SECRET);

export async function receive(request) {
  const body = await request.text();
  const event = webhook.verify(body, Object.fromEntries(request.headers));
  console.log(event.type, event.data);
  return new Response(null, { status: 204 });
}`;

/** A signing secret, this once, with what is needed to use it. */
export function ShownSecret({ secret, children }: { secret: string; children?: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <div ref={ref} tabIndex={-1} className="rounded-md outline-none">
      <Card title={m.webhooks_secret_new()} description={m.webhooks_secret_once()}>
        <p className="flex min-w-0 items-center gap-1 rounded-md border border-success/40 bg-success-soft ps-3 pe-1">
          <code dir="ltr" className="min-w-0 flex-1 py-2 font-mono break-all select-all">
            {secret}
          </code>
          <CopyButton text={secret} label={m.webhooks_secret_copy()} />
        </p>
        <div className="mt-4">
          <CodeBlock code={snippet} label="standardwebhooks" />
        </div>
        <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
          <TextLink to="/help/webhooks" reloadDocument>
            {m.webhooks_verify_docs()}
          </TextLink>
          {children}
        </div>
      </Card>
    </div>
  );
}
