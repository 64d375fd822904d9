import { createServer } from "node:http";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { publicOnly } from "../../scripts/serve-product.ts";

/** Calls what it is told, through the way out of customers' webhooks or through the plain one. */
const script = `
export default {
  async fetch(request, env) {
    const { url, egress } = await request.json();
    try {
      const answer = egress ? await env.EGRESS.fetch(url) : await fetch(url);
      return Response.json({ status: answer.status });
    } catch (cause) {
      return Response.json({ refused: String(cause) });
    }
  },
};`;

let miniflare: Miniflare;
let reached = 0;
const inside = createServer((_request, response) => {
  reached += 1;
  response.end("private");
});

beforeAll(async () => {
  await new Promise<void>((resolve) => inside.listen(0, "127.0.0.1", resolve));
  miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: "egress",
      modules: [
        { type: "ESModule", path: join(import.meta.dirname, "egress.js"), contents: script },
      ],
      modulesRoot: import.meta.dirname,
      compatibilityDate: "2026-10-01",
      serviceBindings: { EGRESS: publicOnly },
      host: "127.0.0.1",
      cf: false,
    }),
  );
  await miniflare.ready;
});

afterAll(async () => {
  await miniflare.dispose();
  inside.close();
});

async function call(host: string, egress: boolean): Promise<{ status?: number; refused?: string }> {
  const address = inside.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const answer = await fetch(await miniflare.ready, {
    method: "POST",
    body: JSON.stringify({ url: `http://${host}:${port}/`, egress }),
  });
  return await answer.json();
}

test("a name that leads to this machine is refused by the runtime when it connects", async () => {
  expect(await call("localhost", false)).toEqual({ status: 200 });
  expect(reached).toBe(1);
  for (const host of ["localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"]) {
    expect(await call(host, true), host).toEqual({ refused: expect.any(String) });
  }
  expect(reached).toBe(1);
});
