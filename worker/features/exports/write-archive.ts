import { Zip, ZipDeflate } from "fflate";
import type { Id } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { archiveKey, piecePath, piecesPrefix } from "./keys.ts";

/** Parts of an upload are equal in size and at least 5 MiB, as R2 wants them. */
const PART_BYTES = 5 * 1_024 * 1_024;

/** Collects what the archive is written in, and sends it on in equal parts. */
class PartBuffer {
  #chunks: Uint8Array[] = [];
  #size = 0;
  total = 0;

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#size += chunk.byteLength;
    this.total += chunk.byteLength;
  }

  /** The next whole part, or with `rest` whatever there is. */
  take(rest = false): Uint8Array | undefined {
    if (this.#size === 0 || (!rest && this.#size < PART_BYTES)) return undefined;
    const joined = new Uint8Array(this.#size);
    let offset = 0;
    for (const chunk of this.#chunks) {
      joined.set(chunk, offset);
      offset += chunk.byteLength;
    }
    const part = joined.subarray(0, Math.min(PART_BYTES, joined.byteLength));
    const left = joined.subarray(part.byteLength);
    this.#chunks = left.byteLength > 0 ? [left] : [];
    this.#size = left.byteLength;
    return part;
  }
}

async function* listPieces(ctx: Ctx, id: Id<"pex">): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const page = await ctx.bucket.list({
      prefix: piecesPrefix(id),
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield* page.objects.map(({ key }) => key);
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
}

/**
 * Puts the pieces together as one zip in the bucket; answers its size. Never more of it in memory
 * than two parts of an upload. Begins anew when it was cut short.
 */
export async function writeArchive(ctx: Ctx, id: Id<"pex">): Promise<number> {
  const upload = await ctx.bucket.createMultipartUpload(archiveKey(id), {
    httpMetadata: { contentType: "application/zip" },
  });
  const buffer = new PartBuffer();
  const parts: R2UploadedPart[] = [];
  let failed: Error | undefined;
  const zip = new Zip((error, chunk) => {
    if (error !== null) failed = error;
    else buffer.add(chunk.slice());
  });
  const send = async (rest = false) => {
    if (failed !== undefined) throw failed;
    for (let part = buffer.take(rest); part !== undefined; part = buffer.take(rest)) {
      parts.push(await upload.uploadPart(parts.length + 1, part));
    }
  };
  let open: { path: string; file: ZipDeflate } | undefined;
  const finish = () => {
    open?.file.push(new Uint8Array(), true);
  };
  for await (const key of listPieces(ctx, id)) {
    const path = piecePath(key);
    if (open?.path !== path) {
      finish();
      const file = new ZipDeflate(path, { level: 6 });
      file.mtime = ctx.clock.now();
      zip.add(file);
      open = { path, file };
    }
    const stored = await ctx.bucket.get(key);
    if (stored === null) throw new Error(`The piece ${key} is gone`);
    for await (const chunk of stored.body as unknown as AsyncIterable<Uint8Array>) {
      open.file.push(chunk);
      await send();
    }
  }
  finish();
  zip.end();
  await send();
  await send(true);
  await upload.complete(parts);
  return buffer.total;
}

/** Takes away what an export left in the bucket: its pieces, and with `archive` the archive too. */
export async function clearBucket(ctx: Ctx, id: Id<"pex">, archive: boolean): Promise<void> {
  for (;;) {
    const { objects } = await ctx.bucket.list({ prefix: piecesPrefix(id), limit: 1_000 });
    if (objects.length === 0) break;
    await ctx.bucket.delete(objects.map(({ key }) => key));
  }
  if (archive) await ctx.bucket.delete(archiveKey(id));
}
