import { parseArgs } from "node:util";
import { startFakeStripe } from "./serve.ts";

/** Starts the stand-in until SIGTERM: `node tests/support/stripe/run.ts --port 9200`. */
const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
const fake = await startFakeStripe({ port: Number(values.port) });
process.stdout.write(`stripe ${fake.url}\n`);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => void fake.close());
}
