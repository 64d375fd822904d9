import { parseSettings } from "../worker/platform/settings.ts";
import { buildProduct } from "./build-product.ts";
import { describeConnectors } from "./connectors.ts";
import { localEnvironment } from "./environment.ts";
import { forgetServer, noteServer, stopEarlierServer } from "./one-server.ts";
import { serveProduct } from "./serve-product.ts";

const { port, home, variables } = localEnvironment();
const settings = parseSettings(variables);
await buildProduct();
await stopEarlierServer(home);
const product = await serveProduct({ port, home, variables });
noteServer(home);

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // Miniflare's own listener ends the process at once, before workerd has been stopped.
  process.removeAllListeners(signal);
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void product.stop().finally(() => {
      forgetServer(home);
      process.exit(0);
    });
  });
}

await product.runJob("recover-outbox");
await product.runJob("recover-stripe-events");
await product.runJob("recover-webhooks");
await product.runJob("recover-mails");
await product.runJob("recover-channels");
for (const line of await describeConnectors(settings)) console.log(line);
if (!settings.bench) {
  await product.runJob("seed-demo");
  console.log("demo sign-in: demo@selvedge.test with the password selvedge-demo");
}
console.log(`ready http://localhost:${port}`);
