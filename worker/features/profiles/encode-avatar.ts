import { PictureRefused } from "./picture.ts";
import { readJpeg } from "./read-jpeg.ts";
import { readPng } from "./read-png.ts";
import { AVATAR_SIZE } from "./schema.ts";
import { squarePicture } from "./square-picture.ts";

const JPEG_QUALITY = 86;

export interface EncodedAvatar {
  bytes: Uint8Array;
  extension: "jpg" | "png";
}

const startsWith = (bytes: Uint8Array, signature: number[]) =>
  signature.every((byte, index) => bytes[index] === byte);

/**
 * A new file with nothing of the old one but its pixels: 256 by 256, JPEG, or PNG where something
 * shows through. Refuses with `PictureRefused` what is no JPEG or PNG by its own bytes, what declares
 * more than about four million pixels, and what cannot be decoded.
 */
export async function encodeAvatar(upload: Uint8Array): Promise<EncodedAvatar> {
  const isJpeg = startsWith(upload, [0xff, 0xd8, 0xff]);
  const isPng = startsWith(upload, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  if (!isJpeg && !isPng) throw new PictureRefused("type");
  const read = isJpeg ? await readJpeg(upload) : { ...(await readPng(upload)), orientation: 1 };
  const square = squarePicture(read, AVATAR_SIZE, read.orientation);
  const isOpaque = square.data.every((value, index) => index % 4 !== 3 || value === 255);
  if (!isOpaque) {
    const { encode } = await import("fast-png");
    return { bytes: encode({ ...square, channels: 4, depth: 8 }), extension: "png" };
  }
  const { encode } = await import("jpeg-js");
  return { bytes: new Uint8Array(encode(square, JPEG_QUALITY).data), extension: "jpg" };
}
