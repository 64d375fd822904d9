import { Link } from "react-router";
import { m } from "#messages";

interface EmptyConversationProps {
  /** Absent for who may not write. */
  onTry: ((text: string) => void) | undefined;
}

/** A conversation that has not begun: what to expect, and three ways to begin. */
export function EmptyConversation({ onTry }: EmptyConversationProps) {
  const examples = [m.chat_example_1(), m.chat_example_2(), m.chat_example_3()];
  return (
    <div className="mx-auto flex min-h-full max-w-3xl flex-col justify-center px-4 py-10 sm:px-6">
      <h2 className="text-xl tracking-tight">{m.chat_empty_title()}</h2>
      <p className="mt-2 max-w-prose text-base text-muted">{m.chat_empty_text()}</p>
      {onTry === undefined ? null : (
        <ul className="mt-6 grid gap-2 sm:grid-cols-3">
          {examples.map((example) => (
            <li key={example}>
              <button
                type="button"
                onClick={() => onTry(example)}
                className="h-full w-full rounded-md border border-line bg-surface px-4 py-3 text-start transition-colors hover:border-field"
              >
                {example}
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-6 text-muted">
        <Link to="/knowledge" className="tap text-accent underline underline-offset-3">
          {m.chat_empty_knowledge()}
        </Link>
      </p>
    </div>
  );
}
