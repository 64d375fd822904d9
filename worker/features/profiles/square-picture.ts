import type { Picture } from "./picture.ts";

/** Where a pixel of the upright picture lies in the one that was stored; EXIF's eight cases. */
function storedAt(
  orientation: number,
  { width, height }: Pick<Picture, "width" | "height">,
  x: number,
  y: number,
): [x: number, y: number] {
  const [right, bottom] = [width - 1, height - 1];
  switch (orientation) {
    case 2:
      return [right - x, y];
    case 3:
      return [right - x, bottom - y];
    case 4:
      return [x, bottom - y];
    case 5:
      return [y, x];
    case 6:
      return [y, bottom - x];
    case 7:
      return [right - y, bottom - x];
    case 8:
      return [right - y, x];
    default:
      return [x, y];
  }
}

/**
 * The middle of a picture as a square of `size` pixels, upright. Each pixel is the mean of those it
 * stands for, weighed by how opaque they are.
 */
export function squarePicture(picture: Picture, size: number, orientation = 1): Picture {
  const turned = orientation >= 5;
  const [width, height] = turned
    ? [picture.height, picture.width]
    : [picture.width, picture.height];
  const side = Math.min(width, height);
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  const data = new Uint8Array(size * size * 4);
  const edge = (step: number) => Math.floor((step * side) / size);
  for (let y = 0; y < size; y++) {
    const [fromY, toY] = [edge(y), Math.max(edge(y) + 1, edge(y + 1))];
    for (let x = 0; x < size; x++) {
      const [fromX, toX] = [edge(x), Math.max(edge(x) + 1, edge(x + 1))];
      let [red, green, blue, alpha] = [0, 0, 0, 0];
      for (let sourceY = fromY; sourceY < toY; sourceY++) {
        for (let sourceX = fromX; sourceX < toX; sourceX++) {
          const [storedX, storedY] = storedAt(orientation, picture, left + sourceX, top + sourceY);
          const at = (storedY * picture.width + storedX) * 4;
          const opacity = picture.data[at + 3] ?? 0;
          red += (picture.data[at] ?? 0) * opacity;
          green += (picture.data[at + 1] ?? 0) * opacity;
          blue += (picture.data[at + 2] ?? 0) * opacity;
          alpha += opacity;
        }
      }
      const to = (y * size + x) * 4;
      const weight = alpha === 0 ? 1 : alpha;
      data[to] = Math.round(red / weight);
      data[to + 1] = Math.round(green / weight);
      data[to + 2] = Math.round(blue / weight);
      data[to + 3] = Math.round(alpha / ((toX - fromX) * (toY - fromY)));
    }
  }
  return { width: size, height: size, data };
}
