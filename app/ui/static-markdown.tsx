import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { CodeBlock } from "./code-block.tsx";
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
  /** The text's own language, when it is not the page's. */
  lang?: string | undefined;
}

/** Markdown in one go on the server, for pages without script. */
export function StaticMarkdown({ text, lang }: StaticMarkdownProps) {
  return (
    <div className="prose" dir="auto" lang={lang}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  );
}
