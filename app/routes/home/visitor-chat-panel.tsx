import { use } from "react";
import { problemAdvice, problemTitle } from "#app/problem-texts.ts";
import { buttonClass } from "#app/ui/button-class.ts";
import { cx } from "#app/ui/cx.ts";
import { formatPt } from "#app/ui/format.ts";
import { controlClass } from "#app/ui/form-context.ts";
import { Notice } from "#app/ui/notice.tsx";
import { NonceContext } from "#app/ui/nonce.ts";
import type { ProblemView } from "#app/ui/problem-view.ts";
import { StaticMarkdown } from "#app/ui/static-markdown.tsx";
import type { ProblemSlug } from "#core/problem";
import type { CitationView, MessageView } from "#features/chat/schema";
import { m } from "#messages";
import type { VisitorChatState } from "./visitor-conversation.ts";
// oxlint-disable-next-line import/default -- the bundler makes a script of it and gives its address
import scriptUrl from "./visitor-chat.ts?worker&url";

interface VisitorChatProps {
  chat: VisitorChatState;
  signedIn: boolean;
  problem: ProblemView | undefined;
  /** What was typed before the form came back refused. */
  typed: string | undefined;
}

const keepClass = cx(buttonClass(), "max-sm:h-auto max-sm:py-2 max-sm:whitespace-normal");
const bubble = "max-w-[85%] self-end rounded-md bg-accent-soft px-3.5 py-2 whitespace-pre-wrap";

function UserBubble({ text }: { text?: string }) {
  return (
    <li data-question className="flex flex-col">
      <span className="sr-only">{m.home_chat_you()}</span>
      <p data-text dir="auto" className={bubble}>
        {text}
      </p>
    </li>
  );
}

function Sources({ citations }: { citations: CitationView[] }) {
  return (
    <ol
      data-sources
      aria-label={m.home_chat_sources()}
      hidden={citations.length === 0}
      className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted [&_a]:underline [&_a]:underline-offset-2"
    >
      {citations.map(({ number, title, url }) => (
        <li key={number}>
          {number}. {url === undefined ? title : <a href={url}>{title}</a>}
        </li>
      ))}
    </ol>
  );
}

/** The sources that the answer does not link to by itself, each once. */
function unnamedSources(message: MessageView | undefined): CitationView[] {
  const seen = new Set<string>();
  return (message?.citations ?? []).filter(({ title, url }) => {
    if (seen.has(title) || (url !== undefined && message?.text.includes(`](${url})`) === true)) {
      return false;
    }
    seen.add(title);
    return true;
  });
}

function Answer({ message }: { message?: MessageView }) {
  const charged = message?.charge?.chargedMicroPt;
  return (
    <li className="min-w-0">
      <p className="mb-1 text-xs font-medium text-muted">{m.home_chat_answerer()}</p>
      <div data-text className="text-sm [&_.prose]:text-sm [&_.prose]:leading-6">
        {message === undefined ? null : <StaticMarkdown text={message.text} />}
      </div>
      <Sources citations={unnamedSources(message)} />
      <p data-charge className="figures mt-2 text-xs text-muted" hidden={charged === undefined}>
        {charged === undefined ? null : m.home_chat_charged({ amount: formatPt(charged) })}
      </p>
    </li>
  );
}

function Suggestions() {
  const asks = [m.home_chat_ask_pt(), m.home_chat_ask_charge(), m.home_chat_ask_deploy()];
  return (
    <div className="mt-4 flex flex-wrap gap-2">
      {asks.map((ask) => (
        <button
          key={ask}
          form="visitor-chat-form"
          name="ask"
          value={ask}
          formNoValidate
          className="rounded-full border border-line px-3 py-1 hover:border-field hover:bg-sunken"
        >
          {ask}
        </button>
      ))}
    </div>
  );
}

const refusable = [
  "body-too-large",
  "insufficient-pt",
  "internal",
  "invalid-input",
  "model-unavailable",
  "provider-failed",
  "quota-reached",
  "too-many-requests",
  "turn-in-progress",
  "unavailable",
] as const satisfies ProblemSlug[];

const texts = () => ({
  estimate: m.home_chat_estimate({ range: "{range}" }),
  tooDear: m.home_chat_too_dear({ amount: "{amount}", left: "{left}" }),
  before: m.home_chat_before(),
  charged: m.home_chat_charged({ amount: "{amount}" }),
  left: m.home_chat_left({ amount: "{amount}" }),
  writing: m.home_chat_writing(),
  done: m.home_chat_done(),
  failed: m.home_chat_failed(),
  stopped: m.home_chat_stopped(),
});

/** Words for what may be refused to a visitor, by slug. */
function refusals(): Record<string, string> {
  const words = (slug: ProblemSlug) => [slug, `${problemTitle(slug)}. ${problemAdvice(slug)}`];
  return Object.fromEntries(refusable.map(words)) as Record<string, string>;
}

/** The chat on the start page: a plain form that one small script makes live. */
export function VisitorChat(props: VisitorChatProps) {
  const { chat, signedIn, problem, typed } = props;
  const { messages, conversationId, availableMicroPt, isNew } = chat;
  const nonce = use(NonceContext);
  const left = formatPt(availableMicroPt);
  return (
    <section
      id="chat"
      aria-labelledby="chat-title"
      className="flex max-h-[min(600px,84dvh)] min-h-[380px] scroll-mt-4 flex-col rounded-md border border-line bg-surface lg:h-[min(520px,76dvh)]"
    >
      <header className="flex items-center justify-between gap-4 border-b border-line px-4 py-3">
        <h2 id="chat-title" className="text-sm">
          {m.home_chat()}
        </h2>
        <p data-left className="figures text-xs text-muted">
          {isNew ? m.home_chat_free({ amount: left }) : m.home_chat_left({ amount: left })}
        </p>
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: WCAG 2.1.1 */}
      <div data-scroll tabIndex={0} className="relative min-h-0 flex-1 overflow-y-auto p-4">
        <div data-intro hidden={messages.length > 0}>
          <p className="max-w-prose text-muted">{m.home_chat_intro()}</p>
          <Suggestions />
        </div>
        <ol data-log className="flex flex-col gap-5 empty:hidden">
          {messages.map((message) =>
            message.role === "user" ? (
              <UserBubble key={message.id} text={message.text} />
            ) : (
              <Answer key={message.id} message={message} />
            ),
          )}
        </ol>
        <div data-problem className="mt-4" hidden={problem === undefined}>
          <Notice tone="warning">
            <p data-problem-text>
              {problem === undefined ? null : `${problem.title}. ${problem.advice}`}
            </p>
          </Notice>
        </div>
        <p data-keep className="mt-5" hidden={messages.length === 0}>
          {signedIn ? (
            <a href={`/chat/${conversationId ?? ""}`} className={keepClass}>
              {m.home_open_app()}
            </a>
          ) : (
            <a href="/register?next=/chat" className={keepClass}>
              {m.home_chat_keep()}
            </a>
          )}
        </p>
      </div>
      <form
        method="post"
        action="/#chat"
        id="visitor-chat-form"
        data-texts={JSON.stringify(texts())}
        data-refusals={JSON.stringify(refusals())}
        className="border-t border-line p-4"
      >
        <input type="hidden" name="conversation" value={conversationId ?? ""} />
        <label htmlFor="visitor-chat-text" className="sr-only">
          {m.home_chat_label()}
        </label>
        <textarea
          id="visitor-chat-text"
          name="text"
          rows={2}
          required
          maxLength={8000}
          defaultValue={typed}
          placeholder={m.home_chat_placeholder()}
          aria-describedby="visitor-chat-price"
          className={cx(
            controlClass,
            "block max-h-40 min-h-16 resize-none field-sizing-content py-2 [unicode-bidi:plaintext]",
          )}
        />
        <div className="mt-3 flex items-center justify-between gap-3">
          <p id="visitor-chat-price" data-price className="figures text-xs text-muted">
            {m.home_chat_before()}
          </p>
          <div className="flex gap-2">
            <button
              type="button"
              data-stop
              hidden
              className={buttonClass({ variant: "secondary" })}
            >
              {m.home_chat_stop()}
            </button>
            <button data-send className={cx(buttonClass({ variant: "primary" }))}>
              {m.home_chat_send()}
            </button>
          </div>
        </div>
        <p data-live aria-live="polite" className="sr-only" />
      </form>
      <template data-of="user">
        <UserBubble />
      </template>
      <template data-of="answer">
        <Answer />
      </template>
      <script src={scriptUrl} defer nonce={nonce} />
    </section>
  );
}
