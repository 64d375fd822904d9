import { encode as encodePng } from "fast-png";
import { encode as encodeJpeg } from "jpeg-js";

type Colour = [red: number, green: number, blue: number, alpha: number];

/** The pixels of a picture whose colour each place decides. */
export function pixels(width: number, height: number, at: (x: number, y: number) => Colour) {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(at(x, y), (y * width + x) * 4);
  }
  return { width, height, data };
}

export function png(width: number, height: number, at: (x: number, y: number) => Colour) {
  return encodePng({ ...pixels(width, height, at), channels: 4, depth: 8 });
}

export function jpeg(width: number, height: number, at: (x: number, y: number) => Colour) {
  return new Uint8Array(encodeJpeg(pixels(width, height, at), 95).data);
}

/** The JPEG with an EXIF segment that says how the camera was held and where it was. */
export function withExif(file: Uint8Array, orientation: number, note: string): Uint8Array {
  const text = new TextEncoder().encode(`${note}\0`);
  const tiff = new Uint8Array(8 + 2 + 2 * 12 + 4 + text.length);
  const view = new DataView(tiff.buffer);
  tiff.set([0x4d, 0x4d, 0, 42, 0, 0, 0, 8]);
  view.setUint16(8, 2);
  const entry = (index: number, tag: number, type: number, count: number) => {
    const at = 10 + index * 12;
    view.setUint16(at, tag);
    view.setUint16(at + 2, type);
    view.setUint32(at + 4, count);
    return at + 8;
  };
  view.setUint32(entry(0, 0x010e, 2, text.length), 38);
  view.setUint16(entry(1, 0x0112, 3, 1), orientation);
  tiff.set(text, 38);
  const head = new TextEncoder().encode("Exif\0\0");
  const length = 2 + head.length + tiff.length;
  const segment = [0xff, 0xe1, length >> 8, length & 0xff, ...head, ...tiff];
  return new Uint8Array([...file.subarray(0, 2), ...segment, ...file.subarray(2)]);
}
