import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    pwnedPasswordsUrl: string;
  }
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex").toUpperCase();
}

const counts: Record<string, number> = { "breached but rare": 3, "padded but unseen": 0 };

/** A stand-in of the range API of Pwned Passwords; `/broken` fails, `/silent` never answers. */
export default async function setup(project: TestProject) {
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    const path = request.url ?? "";
    if (path.startsWith("/silent")) return;
    if (path.startsWith("/broken")) return void answer.writeHead(500).end();
    if (path === "/asked") return void answer.end(JSON.stringify(asked));
    asked.push(path);
    const prefix = path.slice("/range/".length);
    const lines = Object.entries(counts)
      .map(([password, count]) => ({ hash: sha1(password), count }))
      .filter(({ hash }) => hash.startsWith(prefix))
      .map(({ hash, count }) => `${hash.slice(5)}:${count}`);
    answer.end(["0018A45C4D1DEF81644B54AB7F969B88D65:1", ...lines].join("\r\n"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  project.provide("pwnedPasswordsUrl", `http://127.0.0.1:${port}`);
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}
