import { env } from "cloudflare:workers";
import { zlibSync } from "fflate";
import { decode as decodePng } from "fast-png";
import { decode as decodeJpeg } from "jpeg-js";
import { expect, test } from "vitest";
import { getProfile, updateProfile } from "#features/identity";
import { anonymousCtx, makePerson } from "../../../tests/support/people.ts";
import { jpeg, png, withExif } from "../../../tests/support/pictures.ts";
import { findAvatarPath, readAvatar, removeAvatar, setAvatar } from "./index.ts";

// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

const red = () => [220, 20, 20, 255] as [number, number, number, number];

async function bytesAt(path: string): Promise<Uint8Array> {
  const { ctx } = await makePerson();
  return new Uint8Array(await (await readAvatar(ctx, path)).arrayBuffer());
}

test("a picture becomes a square of 256 pixels at an address that cannot be guessed", async () => {
  const { ctx, userId } = await makePerson();
  const path = await setAvatar(ctx, jpeg(640, 400, red));
  expect(path).toMatch(/^\/avatars\/[A-Za-z0-9_-]{32}\.jpg$/);
  expect((await getProfile(ctx)).avatarPath).toBe(path);
  expect(await findAvatarPath(ctx, userId)).toBe(path);
  const { width, height, data } = decodeJpeg(await bytesAt(path), { useTArray: true });
  expect([width, height]).toEqual([256, 256]);
  expect(data[0]).toBeGreaterThan(200);
  expect(data[1]).toBeLessThan(50);
});

test("nothing of the file survives but its pixels, turned as the camera was held", async () => {
  const { ctx } = await makePerson();
  const topIsWhite = jpeg(200, 200, (_x, y) => (y < 100 ? [255, 255, 255, 255] : [0, 0, 0, 255]));
  const upload = withExif(topIsWhite, 3, "taken-at-52.5200-13.4050");
  const stored = await bytesAt(await setAvatar(ctx, upload));
  expect(new TextDecoder("latin1").decode(upload)).toContain("taken-at-52.5200");
  expect(new TextDecoder("latin1").decode(stored)).not.toContain("taken-at");
  const { data } = decodeJpeg(stored, { useTArray: true });
  const [first, last] = [data[0] ?? 0, data[data.length - 4] ?? 0];
  expect(first).toBeLessThan(30);
  expect(last).toBeGreaterThan(225);
});

test("what shows through goes on to: such a picture stays a PNG", async () => {
  const { ctx } = await makePerson();
  const path = await setAvatar(
    ctx,
    png(64, 64, (x) => [10, 200, 30, x < 32 ? 0 : 255]),
  );
  expect(path).toMatch(/\.png$/);
  const { width, data } = decodePng(await bytesAt(path));
  expect(width).toBe(256);
  expect([data[3], data[255 * 4 + 3]]).toEqual([0, 255]);
});

/** A PNG's chunk; its checksum is not looked at. */
function chunk(type: string, data: Uint8Array): number[] {
  const length = new Uint8Array(new Uint32Array([data.length]).buffer).toReversed();
  return [...length, ...new TextEncoder().encode(type), ...data, 0, 0, 0, 0];
}

function hostilePng(width: number, height: number, inflated: number): Uint8Array {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([8, 6, 0, 0, 0], 8);
  const data = zlibSync(new Uint8Array(inflated), { level: 9 });
  return new Uint8Array([
    0x89,
    0x50,
    0x4e,
    0x47,
    0x0d,
    0x0a,
    0x1a,
    0x0a,
    ...chunk("IHDR", header),
    ...chunk("IDAT", data),
    ...chunk("IEND", new Uint8Array()),
  ]);
}

function declaring(file: Uint8Array, width: number, height: number): Uint8Array {
  const changed = file.slice();
  const at = changed.findIndex((byte, i) => byte === 0xff && changed[i + 1] === 0xc0);
  new DataView(changed.buffer).setUint16(at + 5, height);
  new DataView(changed.buffer).setUint16(at + 7, width);
  return changed;
}

function withManyScans(file: Uint8Array): Uint8Array {
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0];
  return new Uint8Array([
    ...file.subarray(0, -2),
    ...Array.from({ length: 100 }, () => scan).flat(),
    0xff,
    0xd9,
  ]);
}

test.each<[string, () => Uint8Array, string]>([
  [
    "markup",
    () => new TextEncoder().encode("<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "unsupported-media-type",
  ],
  ["a GIF", () => new TextEncoder().encode("GIF89a----"), "unsupported-media-type"],
  ["nothing", () => new Uint8Array(), "unsupported-media-type"],
  ["a PNG that declares 60,000 × 60,000", () => hostilePng(60_000, 60_000, 10), "invalid-input"],
  ["a PNG that inflates to 100 MB", () => hostilePng(16, 16, 100_000_000), "invalid-input"],
  ["half a PNG", () => png(64, 64, red).subarray(0, 60), "invalid-input"],
  [
    "a JPEG that declares 65,000 × 65,000",
    () => declaring(jpeg(64, 64, red), 65_000, 65_000),
    "invalid-input",
  ],
  ["a JPEG with a hundred scans", () => withManyScans(jpeg(64, 64, red)), "invalid-input"],
  ["half a JPEG", () => jpeg(64, 64, red).subarray(0, 120), "invalid-input"],
  ["more than 5 MB", () => new Uint8Array(5_000_001), "body-too-large"],
])("%s is refused, and the picture stays as it was", async (_what, make, slug) => {
  const { ctx } = await makePerson();
  await expect(setAvatar(ctx, make())).rejects.toMatchObject({ slug });
  expect((await getProfile(ctx)).avatarPath).toBeNull();
});

test("another picture takes the place of the one before, whose file goes", async () => {
  const { ctx } = await makePerson();
  const first = await setAvatar(ctx, jpeg(64, 64, red));
  const second = await setAvatar(ctx, jpeg(64, 64, red));
  expect(second).not.toBe(first);
  await expect(readAvatar(ctx, first)).rejects.toMatchObject({ slug: "not-found" });
  await removeAvatar(ctx);
  await removeAvatar(ctx);
  expect((await getProfile(ctx)).avatarPath).toBeNull();
  expect(await env.BUCKET.head(second.slice(1))).toBeNull();
});

test("a picture is its person's: nobody else's changes, and nobody sets one without signing in", async () => {
  const [ada, bob] = [await makePerson(), await makePerson()];
  await setAvatar(ada.ctx, jpeg(64, 64, red));
  expect((await getProfile(bob.ctx)).avatarPath).toBeNull();
  await expect(setAvatar(anonymousCtx(), jpeg(8, 8, red))).rejects.toMatchObject({
    slug: "unauthorized",
  });
});

test("at most twenty pictures an hour", async () => {
  const { ctx } = await makePerson();
  const picture = png(4, 4, red);
  for (let time = 0; time < 20; time++) await setAvatar(ctx, picture);
  await expect(setAvatar(ctx, picture)).rejects.toMatchObject({ slug: "too-many-requests" });
});

test("what is served says that it never changes, and no other key of the bucket is read", async () => {
  const { ctx } = await makePerson();
  const path = await setAvatar(ctx, jpeg(64, 64, red));
  const { headers } = await readAvatar(ctx, path);
  expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(headers.get("content-type")).toBe("image/jpeg");
  await env.BUCKET.put("documents/secret", "x");
  for (const other of ["/avatars/../documents/secret", "/documents/secret", "/avatars/x.jpg"]) {
    await expect(readAvatar(ctx, other)).rejects.toMatchObject({ slug: "not-found" });
  }
});

test("a time zone is a name of the IANA database", async () => {
  const { ctx } = await makePerson();
  expect(await updateProfile(ctx, { timeZone: "Asia/Kolkata" })).toMatchObject({
    timeZone: "Asia/Kolkata",
  });
  for (const timeZone of ["+05:30", "Mars/Olympus", "x".repeat(65), ""]) {
    await expect(updateProfile(ctx, { timeZone })).rejects.toMatchObject({ slug: "invalid-input" });
  }
});
