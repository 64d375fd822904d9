import { type Picture, PictureRefused } from "./picture.ts";
import { AVATAR_PIXELS_MAX } from "./schema.ts";

/** A progressive picture has about ten; each more costs a pass over all pixels. */
const SCANS_MAX = 40;
const MEMORY_MAX_MB = 80;

const START_OF_SCAN = 0xda;

/** SOF0 to SOF15 without the tables DHT, JPG and DAC. ITU-T T.81, table B.1 */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Width and height as the first frame header declares them. */
function declaredSize(bytes: Uint8Array): { width: number; height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 2;
  while (offset + 9 < bytes.byteLength) {
    if (bytes[offset] !== 0xff) throw new PictureRefused("broken");
    const marker = view.getUint8(offset + 1);
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    if (isFrameHeader(marker)) {
      return { height: view.getUint16(offset + 5), width: view.getUint16(offset + 7) };
    }
    offset += 2 + view.getUint16(offset + 2);
  }
  throw new PictureRefused("broken");
}

function countScans(bytes: Uint8Array): number {
  let scans = 0;
  for (let i = bytes.indexOf(0xff); i >= 0; i = bytes.indexOf(0xff, i + 1)) {
    if (bytes[i + 1] === START_OF_SCAN) scans += 1;
  }
  return scans;
}

/** How the camera was held: EXIF's tag 0x0112, 1 to 8; 1 when nothing says so. */
export function exifOrientation(exif: Uint8Array | undefined): number {
  if (exif === undefined || exif.byteLength < 14) return 1;
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  // jpeg-js hands over what follows "Exif\0", which begins with one more zero.
  const start = view.getUint8(0) === 0 ? 1 : 0;
  const little = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, little);
  if (directory + 2 > exif.byteLength) return 1;
  const entries = view.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > exif.byteLength) return 1;
    if (view.getUint16(at, little) !== 0x0112) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** The picture as it is meant to be seen. Bounded by what it declares before it is decoded. */
export async function readJpeg(bytes: Uint8Array): Promise<Picture & { orientation: number }> {
  const { width, height } = declaredSize(bytes);
  if (width === 0 || height === 0) throw new PictureRefused("broken");
  if (width * height > AVATAR_PIXELS_MAX) throw new PictureRefused("too-large");
  if (countScans(bytes) > SCANS_MAX) throw new PictureRefused("broken");
  const { decode } = await import("jpeg-js");
  try {
    const decoded: Picture & { exifBuffer?: Uint8Array } = decode(bytes, {
      useTArray: true,
      maxResolutionInMP: AVATAR_PIXELS_MAX / 1_000_000,
      maxMemoryUsageInMB: MEMORY_MAX_MB,
    });
    const { exifBuffer, data } = decoded;
    return {
      width: decoded.width,
      height: decoded.height,
      data,
      orientation: exifOrientation(exifBuffer),
    };
  } catch (cause) {
    throw new PictureRefused("broken", cause);
  }
}
