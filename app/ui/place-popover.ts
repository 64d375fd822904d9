const GAP_PX = 4;

/** Puts a popover at its button where CSS anchors are unknown; elsewhere the style sheet does. */
export function placePopover(
  popover: HTMLElement,
  button: HTMLElement | null,
  side: "start" | "end" | "above",
): void {
  if (button === null || CSS.supports("position-area", "block-end")) return;
  const at = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = popover;
  const rightToLeft = getComputedStyle(popover).direction === "rtl";
  const alignRight = (side === "end") !== rightToLeft;
  const left = alignRight ? at.right - offsetWidth : at.left;
  const below = at.bottom + offsetHeight + GAP_PX < innerHeight && side !== "above";
  const top = below ? at.bottom : at.top - offsetHeight - 2 * GAP_PX;
  popover.style.left = `${Math.max(GAP_PX, Math.min(left, innerWidth - offsetWidth - GAP_PX))}px`;
  popover.style.top = `${Math.max(GAP_PX, top)}px`;
}
