import type { Page } from "playwright-core";

export interface SmallTarget {
  /** The control's tag and name. */
  what: string;
  /** What a finger can hit, across and down through its middle. */
  widthPx: number;
  heightPx: number;
}

/** WCAG 2.5.5, and for links within a sentence 2.5.8. */
const TARGET_PX = 44;
const INLINE_TARGET_PX = 24;

/**
 * Every control on the page that a finger cannot hit within 44 by 44 px, or 24 px where it is part of
 * a sentence. It is measured by asking what lies at each point around the control's middle, so that
 * areas made larger without being seen count, and what lies above the control does not.
 */
export async function findSmallTargets(page: Page): Promise<SmallTarget[]> {
  return await page.evaluate(measure, { target: TARGET_PX, inline: INLINE_TARGET_PX });
}

/** Runs in the page: it may use nothing from outside of itself. */
function measure({ target, inline }: { target: number; inline: number }): SmallTarget[] {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";

  function blockOf(node: Node): Element {
    let block = node.parentElement ?? document.body;
    while (getComputedStyle(block).display.startsWith("inline") && block.parentElement !== null) {
      block = block.parentElement;
    }
    return block;
  }

  /** In running text: Markdown, or words in the same block that are no control's. */
  function isInSentence(control: Element): boolean {
    if (!getComputedStyle(control).display.startsWith("inline")) return false;
    if (control.closest(".prose") !== null) return true;
    const block = blockOf(control);
    const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const parent = text.parentElement;
      if (parent === null || parent.closest(controls) !== null) continue;
      if (blockOf(text) !== block) continue;
      if (/\p{L}{2}/u.test(text.textContent ?? "") && parent.checkVisibility()) return true;
    }
    return false;
  }

  function isShown(control: Element): boolean {
    const { width, height } = control.getBoundingClientRect();
    return width > 1 && height > 1 && control.checkVisibility({ visibilityProperty: true });
  }

  /** The element whose box one sees: of a control that is hidden in its label, the label. */
  function seenOf(control: Element): Element | undefined {
    if (control.matches(":disabled") || control.closest("[inert]") !== null) return undefined;
    if (isShown(control)) return control;
    const label = control.closest("label");
    return label !== null && isShown(label) ? label : undefined;
  }

  /** A link that runs over several lines is met where most of it stands. */
  function widestBoxOf(seen: Element): DOMRect {
    const boxes = [...seen.getClientRects()].toSorted((a, b) => b.width - a.width);
    return boxes[0] ?? seen.getBoundingClientRect();
  }

  function hits(control: Element, x: number, y: number): boolean {
    const at = document.elementFromPoint(x, y);
    if (at === null) return false;
    if (control.contains(at)) return true;
    if (at.closest(controls) !== null) return false;
    const label = at.closest("label");
    return label !== null && label.control === control;
  }

  /** So far the control goes from the point in that direction. */
  function reach(control: Element, [x, y]: [number, number], [dx, dy]: [number, number]): number {
    let px = 0;
    while (px < target && hits(control, x + dx * (px + 1), y + dy * (px + 1))) px++;
    return px;
  }

  const small: SmallTarget[] = [];
  for (const control of document.querySelectorAll(controls)) {
    const seen = seenOf(control);
    if (seen === undefined) continue;
    seen.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const box = widestBoxOf(seen);
    const middle: [number, number] = [box.left + box.width / 2, box.top + box.height / 2];
    if (!hits(control, ...middle)) {
      // A box that lies outside of the screen or under a sticky head is met in another place.
      if (document.elementFromPoint(...middle) === null) continue;
    }
    const widthPx = reach(control, middle, [-1, 0]) + reach(control, middle, [1, 0]) + 1;
    const heightPx = reach(control, middle, [0, -1]) + reach(control, middle, [0, 1]) + 1;
    const wanted = isInSentence(control) ? inline : target;
    if (widthPx >= wanted && heightPx >= wanted) continue;
    const name = (control.getAttribute("aria-label") ?? control.textContent ?? "").trim();
    const id = name === "" ? (control.getAttribute("name") ?? control.className) : name;
    small.push({ what: `${control.tagName.toLowerCase()} ${id.slice(0, 60)}`, widthPx, heightPx });
  }
  return small;
}
