import { parseArgs } from "node:util";
import { startFakeMail } from "./serve.ts";

/** Starts the stand-in until SIGTERM: `node tests/support/mail/run.ts --port 9300`. */
const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
const fake = await startFakeMail({ port: Number(values.port) });
process.stdout.write(`mail ${fake.url}\n`);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => void fake.close());
}
