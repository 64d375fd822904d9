import { Unzlib } from "fflate";
import { type Picture, PictureRefused } from "./picture.ts";
import { AVATAR_PIXELS_MAX } from "./schema.ts";

const SIGNATURE_LENGTH = 8;
/** Eight bytes a pixel at most (16-bit with alpha), and a filter byte a row, interlaced or not. */
const inflatedMax = (width: number, height: number) => width * height * 8 + height * 16 + 64;

/** The chunks that make the picture; all others are left out, compressed text and profiles too. */
const wanted = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);

interface Chunk {
  type: string;
  data: Uint8Array;
  whole: Uint8Array;
}

function readChunks(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  let offset = SIGNATURE_LENGTH;
  while (offset + 12 <= bytes.byteLength) {
    const length = view.getUint32(offset);
    const end = offset + 12 + length;
    if (end > bytes.byteLength) throw new PictureRefused("broken");
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    const data = bytes.subarray(offset + 8, offset + 8 + length);
    if (wanted.has(type)) chunks.push({ type, data, whole: bytes.subarray(offset, end) });
    if (type === "IEND") return chunks;
    offset = end;
  }
  throw new PictureRefused("broken");
}

/** Inflates piece by piece without keeping anything, and stops where it grows beyond `max`. */
function requireInflatesWithin(chunks: Chunk[], max: number): void {
  let size = 0;
  const inflator = new Unzlib((part) => {
    size += part.byteLength;
    if (size > max) throw new PictureRefused("too-large");
  });
  const PIECE = 16_384;
  try {
    for (const { data } of chunks.filter(({ type }) => type === "IDAT")) {
      for (let from = 0; from < data.byteLength; from += PIECE) {
        inflator.push(data.subarray(from, from + PIECE));
      }
    }
  } catch (cause) {
    throw cause instanceof PictureRefused ? cause : new PictureRefused("broken", cause);
  }
}

function join(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}

/** One to four channels of 8 or 16 bits as four of 8. */
function toRgba(
  {
    width,
    height,
    channels,
    depth,
  }: { width: number; height: number; channels: number; depth: number },
  samples: ArrayLike<number>,
): Uint8Array {
  const data = new Uint8Array(width * height * 4);
  const shift = depth === 16 ? 8 : 0;
  const grey = channels < 3;
  const hasAlpha = channels === 2 || channels === 4;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * channels;
    const at = (channel: number) => (samples[from + channel] ?? 0) >> shift;
    data[pixel * 4] = at(0);
    data[pixel * 4 + 1] = at(grey ? 0 : 1);
    data[pixel * 4 + 2] = at(grey ? 0 : 2);
    data[pixel * 4 + 3] = hasAlpha ? at(channels - 1) : 255;
  }
  return data;
}

/** The picture, bounded by what it declares before anything of it is inflated. */
export async function readPng(bytes: Uint8Array): Promise<Picture> {
  const chunks = readChunks(bytes);
  const header = chunks[0];
  if (header?.type !== "IHDR" || header.data.byteLength !== 13) throw new PictureRefused("broken");
  const view = new DataView(header.data.buffer, header.data.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  if (width === 0 || height === 0) throw new PictureRefused("broken");
  if (width * height > AVATAR_PIXELS_MAX) throw new PictureRefused("too-large");
  requireInflatesWithin(chunks, inflatedMax(width, height));
  const { convertIndexedToRgb, decode } = await import("fast-png");
  const plain = join([bytes.subarray(0, SIGNATURE_LENGTH), ...chunks.map(({ whole }) => whole)]);
  try {
    const png = decode(plain);
    if (png.palette === undefined) {
      const { channels, depth } = png;
      const scale = depth < 8 ? 255 / (2 ** depth - 1) : 1;
      const samples = depth < 8 ? unpack(png, depth, scale) : png.data;
      return { width, height, data: toRgba({ width, height, channels, depth }, samples) };
    }
    const colours = convertIndexedToRgb(png);
    const channels = colours.length / (width * height);
    return { width, height, data: toRgba({ width, height, channels, depth: 8 }, colours) };
  } catch (cause) {
    throw new PictureRefused("broken", cause);
  }
}

/** Grey of one, two or four bits, each row beginning at a byte of its own. */
function unpack(
  { width, height, data }: { width: number; height: number; data: ArrayLike<number> },
  depth: number,
  scale: number,
): Uint8Array {
  const samples = new Uint8Array(width * height);
  const rowBytes = Math.ceil((width * depth) / 8);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[y * rowBytes + (bit >> 3)] ?? 0;
      const value = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
      samples[y * width + x] = Math.round(value * scale);
    }
  }
  return samples;
}
