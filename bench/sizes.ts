import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { type Figure, median } from "./figure.ts";

import { chromiumArguments, findChromium } from "../scripts/find-chromium.ts";
import { seedUser, withProduct } from "./product.ts";

const root = join(import.meta.dirname, "..");
const KILOBYTE = 1_000;
const STARTS = 5;

interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string } }[];
  samples: number[];
  timeDeltas: number[];
}

/** Milliseconds that the profile spent in anything but idling. */
function activeMs(profile: CpuProfile): number {
  const idle = new Set(
    profile.nodes
      .filter((node) => ["(idle)", "(program)"].includes(node.callFrame.functionName))
      .map((node) => node.id),
  );
  const micros = profile.samples.reduce(
    (sum, node, index) => sum + (idle.has(node) ? 0 : (profile.timeDeltas[index] ?? 0)),
    0,
  );
  return micros / 1000;
}

function startUpMs(): number {
  const folder = mkdtempSync(join(tmpdir(), "selvedge-startup-"));
  const outfile = join(folder, "start.cpuprofile");
  const { status, stderr } = spawnSync(
    "wrangler",
    [
      "check",
      "startup",
      "--workerBundle",
      join(root, "build", "deploy.bundle"),
      "--outfile",
      outfile,
    ],
    { cwd: root, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`wrangler check startup: ${stderr}`);
  const profile = JSON.parse(readFileSync(outfile, "utf8")) as CpuProfile;
  rmSync(folder, { recursive: true, force: true });
  return activeMs(profile);
}

/** Compressed bytes of every script file that a browser loads for a page, texts included. */
async function loadedScriptBytes(url: string, cookie: string): Promise<number> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("The app shell is weighed in a Chromium");
  const browser = await chromium.launch({ executablePath, args: chromiumArguments });
  const page = await browser.newPage({ extraHTTPHeaders: { cookie } });
  const weights: Promise<number>[] = [];
  page.on("response", (response) => {
    if (!new URL(response.url()).pathname.endsWith(".js")) return;
    weights.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto(url, { waitUntil: "networkidle" });
  const bytes = (await Promise.all(weights)).reduce((sum, one) => sum + one, 0);
  await browser.close();
  return bytes;
}

/** What the Worker and the app shell weigh, and how long the Worker takes to start. */
export async function measureSizes(): Promise<Figure[]> {
  const server = join(root, "build", "server");
  const bundle = readdirSync(server, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:js|wasm)$/.test(name))
    .reduce((sum, name) => sum + gzipSync(readFileSync(join(server, name))).length, 0);
  const built = spawnSync(
    "wrangler",
    [
      "deploy",
      "--dry-run",
      "--config",
      "build/server/wrangler.json",
      "--outfile",
      "build/deploy.bundle",
    ],
    { cwd: root, encoding: "utf8" },
  );
  if (built.status !== 0) throw new Error(`wrangler deploy --dry-run: ${built.stderr}`);
  const startMs = median(Array.from({ length: STARTS }, startUpMs));
  const shell = await withProduct({}, async (product) => {
    const user = await seedUser(product, 100);
    return await loadedScriptBytes(`${product.url}/chat`, user.cookie);
  });
  return [
    {
      name: "app shell at /chat, script files compressed",
      value: `${(shell / KILOBYTE).toFixed(1)} kB`,
      baseline: "—",
      ratio: "—",
      target: "≤ 150 kB",
      ok: shell <= 150 * KILOBYTE,
    },
    {
      name: "Worker bundle, compressed",
      value: `${(bundle / KILOBYTE).toFixed(0)} kB`,
      baseline: "—",
      ratio: "—",
      target: "≤ 2,200 kB",
      ok: bundle <= 2_200 * KILOBYTE,
    },
    {
      name: "Worker start-up CPU, median of five",
      value: `${startMs.toFixed(0)} ms`,
      baseline: "—",
      ratio: "—",
      target: "≤ 150 ms",
      ok: startMs <= 150,
    },
  ];
}
