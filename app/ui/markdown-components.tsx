import { type CSSProperties, isValidElement, type ReactNode } from "react";
import type { Components } from "react-markdown";
import { CodeBlock } from "./code-block.tsx";

export function textOf(node: ReactNode): string {
  if (typeof node === "string" || typeof node === "number") return String(node);
  if (Array.isArray(node)) return node.map(textOf).join("");
  if (isValidElement<{ children?: ReactNode }>(node)) return textOf(node.props.children);
  return "";
}

export function languageOf(node: ReactNode): string | undefined {
  if (!isValidElement<{ className?: string }>(node)) return undefined;
  return /language-(\S+)/.exec(node.props.className ?? "")?.[1];
}

/** Columns say their side by a style, which the Content-Security-Policy takes from no document. */
function sideClass(style: CSSProperties | undefined): string | undefined {
  switch (style?.textAlign) {
    case "right":
      return "text-end!";
    case "center":
      return "text-center!";
    default:
      return undefined;
  }
}

export const markdownComponents: Components = {
  th: ({ children, style }) => <th className={sideClass(style)}>{children}</th>,
  td: ({ children, style }) => <td className={sideClass(style)}>{children}</td>,
  a: ({ href, children }) => (
    <a href={href} rel="noopener nofollow" target={href?.startsWith("#") ? undefined : "_blank"}>
      {children}
    </a>
  ),
  img: ({ src, alt }) => (
    <a href={typeof src === "string" ? src : undefined} rel="noopener nofollow" target="_blank">
      {alt === undefined || alt === "" ? src : alt}
    </a>
  ),
  pre: ({ children }) => (
    <CodeBlock code={textOf(children).replace(/\n$/, "")} label={languageOf(children)} />
  ),
  table: ({ children }) => (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: WCAG 2.1.1
    <div className="table-scroll" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
};
