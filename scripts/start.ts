import { parseSettings } from "../worker/platform/settings.ts";
import { buildProduct } from "./build-product.ts";
import { describeConnectors } from "./connectors.ts";
import { localEnvironment } from "./environment.ts";
import { serveProduct } from "./serve-product.ts";

const { port, home, variables } = localEnvironment();
const settings = parseSettings(variables);
await buildProduct();
const product = await serveProduct({ port, home, variables });

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void product.stop().finally(() => process.exit(0));
  });
}

for (const line of await describeConnectors(settings)) console.log(line);
if (!settings.bench) {
  await product.runJob("seed-demo");
  console.log("demo sign-in: demo@selvedge.test with the password selvedge-demo");
}
console.log(`ready http://localhost:${port}`);
