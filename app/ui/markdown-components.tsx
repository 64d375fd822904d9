import { isValidElement, type ReactNode } from "react";
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

export const markdownComponents: Components = {
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
