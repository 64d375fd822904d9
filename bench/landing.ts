import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { run } from "../scripts/command.ts";
import { createMiniflare } from "../scripts/serve-product.ts";
import { type Figure, median } from "./figure.ts";
import { withProduct } from "./product.ts";
import { requestsPerSecond } from "./requests-per-second.ts";

const root = join(import.meta.dirname, "..");
const ROUNDS = 7;
const ROUND_MS = 1_500;
const KILOBYTE = 1_000;

/** Compressed bytes of every script that a page's HTML asks for or carries, with what it loads. */
async function scriptBytes(url: string, headers: Record<string, string>): Promise<number> {
  const html = await (await fetch(url, { headers })).text();
  const named = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((match) => match[1] ?? "");
  const inline = [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]);
  let bytes = gzipSync(inline.join("\n")).length;
  for (const path of new Set(named)) {
    const script = await (await fetch(new URL(path, url))).text();
    bytes += gzipSync(script).length;
  }
  return bytes;
}

/** The landing page against a React Router page of one heading, both served by Miniflare. */
export async function measureLanding(): Promise<Figure[]> {
  run("react-router", ["build", "bench/bare-page", "--logLevel", "error"]);
  const home = mkdtempSync(join(tmpdir(), "selvedge-bare-"));
  const bare = createMiniflare({
    serverDirectory: join(root, "build", "bare-page", "server"),
    port: 0,
    home,
    variables: {},
  });
  const bareUrl = (await bare.ready).origin;
  try {
    return await withProduct({}, async (product) => {
      const ratios: number[] = [];
      const ours: number[] = [];
      const theirs: number[] = [];
      await requestsPerSecond(`${product.url}/`, ROUND_MS);
      await requestsPerSecond(`${bareUrl}/`, ROUND_MS);
      for (let round = 0; round < ROUNDS; round += 1) {
        const one = await requestsPerSecond(`${product.url}/`, ROUND_MS);
        const other = await requestsPerSecond(`${bareUrl}/`, ROUND_MS);
        ours.push(one);
        theirs.push(other);
        ratios.push(one / other);
      }
      const ratio = median(ratios);
      const script = await scriptBytes(`${product.url}/`, {});
      return [
        {
          name: "landing page, requests/s",
          value: median(ours).toFixed(0),
          baseline: median(theirs).toFixed(0),
          ratio: `${ratio.toFixed(2)} ×`,
          target: "≥ 0.8 ×",
          ok: ratio >= 0.8,
        },
        {
          name: "landing page, script compressed",
          value: `${(script / KILOBYTE).toFixed(1)} kB`,
          baseline: "—",
          ratio: "—",
          target: "≤ 10 kB",
          ok: script <= 10 * KILOBYTE,
        },
      ];
    });
  } finally {
    await bare.dispose();
    rmSync(home, { recursive: true, force: true });
  }
}
