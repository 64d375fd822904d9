import { type Block, type Inline, parseMarkdown } from "./markdown-nodes.ts";

function element(tag: string, children: (Node | string)[]): HTMLElement {
  const node = document.createElement(tag);
  for (const child of children) {
    node.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  }
  return node;
}

function inline(node: Inline): Node | string {
  switch (node.type) {
    case "text":
      return node.text;
    case "link": {
      const link = document.createElement("a");
      link.href = node.href;
      link.rel = "noopener nofollow";
      link.textContent = node.text;
      return link;
    }
    case "strong":
    case "em":
    case "code":
      return element(node.type, [node.text]);
  }
}

function block(node: Block): HTMLElement {
  switch (node.type) {
    case "code": {
      const pre = element("pre", [element("code", [node.text])]);
      pre.dir = "ltr";
      pre.className = "overflow-x-auto rounded-md bg-paper p-3 font-mono text-xs";
      return pre;
    }
    case "list":
      return element(
        node.ordered ? "ol" : "ul",
        node.items.map((item) => element("li", item.map(inline))),
      );
    case "heading":
      return element("h3", node.inlines.map(inline));
    case "quote":
      return element("blockquote", node.inlines.map(inline));
    case "paragraph":
      return element("p", node.inlines.map(inline));
  }
}

/** Shows Markdown as elements and text nodes only: nothing of it is ever read as HTML. */
export function renderMarkdown(target: HTMLElement, text: string): void {
  const prose = element("div", parseMarkdown(text).map(block));
  prose.className = "prose";
  prose.dir = "auto";
  target.replaceChildren(prose);
}
