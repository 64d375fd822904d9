import { ctxOf } from "#app/context.ts";
import { BrandMark } from "#app/ui/brand-mark.tsx";
import { buttonClass } from "#app/ui/button-class.ts";
import { formatDate } from "#app/ui/format.ts";
import MarkdownView from "#app/ui/markdown-view.tsx";
import { SelvedgeBand } from "#app/ui/selvedge-band.tsx";
import { SkipLink } from "#app/ui/skip-link.tsx";
import { getSharedTranscript } from "#features/chat";
import type { MessageView } from "#features/chat/schema";
import { m } from "#messages";
import type { Route } from "./+types/shared";

export const handle = { hydrate: false };

export function meta({ loaderData }: Route.MetaArgs): Route.MetaDescriptors {
  return [
    { title: `${loaderData?.title ?? m.chat_title()} · ${m.brand_name()}` },
    { name: "robots", content: "noindex" },
  ];
}

export function headers(): HeadersInit {
  return { "cache-control": "private, no-store", "referrer-policy": "no-referrer" };
}

export async function loader({ params, context }: Route.LoaderArgs) {
  return await getSharedTranscript(ctxOf(context), params.token);
}

/** A conversation as anyone with its link reads it: plain HTML. */
export default function Shared({ loaderData }: Route.ComponentProps) {
  const { title, sharedAtMs, messages } = loaderData;
  return (
    <>
      <SkipLink />
      <SelvedgeBand />
      <header className="mx-auto flex max-w-3xl items-center justify-between gap-4 px-4 py-4 sm:px-6">
        <a href="/" aria-label={m.shell_back_home()} className="tap rounded-sm">
          <BrandMark />
        </a>
        <a href="/" className={buttonClass({ size: "sm" })}>
          {m.chat_shared_try()}
        </a>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto max-w-3xl px-4 pt-6 pb-24 outline-none sm:px-6"
      >
        <h1 dir="auto" className="text-xl tracking-tight">
          {title}
        </h1>
        <p className="mt-1 text-muted">{m.chat_shared_on({ date: formatDate(sharedAtMs) })}</p>
        <ol className="mt-10 grid gap-8">
          {messages.map((message) => (
            <li key={message.id} className="min-w-0">
              <SharedMessage message={message} />
            </li>
          ))}
        </ol>
      </main>
    </>
  );
}

function SharedMessage({ message }: { message: MessageView }) {
  const { role, text, model, citations = [] } = message;
  if (role === "user") {
    return (
      <article>
        <h2 className="sr-only">{m.chat_question()}</h2>
        <p
          dir="auto"
          className="ms-auto w-fit max-w-[85%] rounded-md bg-sunken px-4 py-2.5 text-base whitespace-pre-wrap wrap-anywhere"
        >
          {text}
        </p>
      </article>
    );
  }
  return (
    <article>
      <h2 className="mb-1.5 flex items-center gap-2 text-xs font-medium text-muted">
        <span aria-hidden="true" className="h-3 w-1 rounded-full bg-accent-fill" />
        {model ?? m.chat_answer()}
      </h2>
      <div className="prose" dir="auto">
        <MarkdownView text={text} />
      </div>
      {citations.length === 0 ? null : (
        <ol className="mt-4 grid gap-2 border-t border-line pt-3 text-muted">
          {citations.map(({ number, title, quote }) => (
            <li key={number} dir="auto" className="grid grid-cols-[20px_minmax(0,1fr)] gap-x-2">
              <span className="figures text-end text-xs leading-5">{number}</span>
              <span>
                <span className="font-medium text-ink">{title}</span>{" "}
                <span className="line-clamp-2">{quote}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </article>
  );
}
