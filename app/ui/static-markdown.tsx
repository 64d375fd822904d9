import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { CodeBlock } from "./code-block.tsx";
import { english } from "./english-only.tsx";
import { languageOf, markdownComponents, textOf } from "./markdown-components.tsx";

const components: Components = {
  ...markdownComponents,
  a: ({ href, children }) => (
    <a href={href} rel={href?.startsWith("/") === true ? undefined : "noopener nofollow"}>
      {children}
    </a>
  ),
  pre: ({ children }) => (
    <CodeBlock plain code={textOf(children).replace(/\n$/, "")} label={languageOf(children)} />
  ),
};

interface StaticMarkdownProps {
  text: string;
  /** Set where the text exists in English alone. */
  isEnglish?: boolean;
}

/** Markdown in one go on the server, for pages without script. */
export function StaticMarkdown({ text, isEnglish = false }: StaticMarkdownProps) {
  return (
    <div className="prose" {...(isEnglish ? english : { dir: "auto" })}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  );
}
