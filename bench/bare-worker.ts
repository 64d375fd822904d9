import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";

/** A Worker of a few lines, served as the product is: the baseline of a figure. */
export async function startBareWorker(
  script: string,
  bindings: Record<string, string> = {},
): Promise<{ url: string; close(): Promise<void> }> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: "bare",
      modules: [{ type: "ESModule", path: join(import.meta.dirname, "bare.js"), contents: script }],
      modulesRoot: import.meta.dirname,
      bindings,
      compatibilityDate: "2026-10-01",
      host: "127.0.0.1",
      cf: false,
    }),
  );
  const url = await miniflare.ready;
  return { url: url.origin, close: () => miniflare.dispose() };
}
