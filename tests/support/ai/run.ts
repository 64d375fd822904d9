import { parseArgs } from "node:util";
import { startFakeAnthropic } from "./fake-anthropic.ts";
import { startFakeOpenAi } from "./fake-openai.ts";
import type { FakeProvider } from "./fake-server.ts";

/**
 * Starts the fake providers until SIGTERM:
 * `node tests/support/ai/run.ts --openai 9101 --anthropic 9102 [--key secret]`.
 */
const { values } = parseArgs({
  options: {
    openai: { type: "string" },
    anthropic: { type: "string" },
    key: { type: "string" },
  },
});
const key = values.key === undefined ? {} : { apiKey: values.key };
const started: FakeProvider[] = [];
if (values.openai !== undefined) {
  const fake = await startFakeOpenAi({ port: Number(values.openai), ...key });
  process.stdout.write(`openai ${fake.url}/v1\n`);
  started.push(fake);
}
if (values.anthropic !== undefined) {
  const fake = await startFakeAnthropic({ port: Number(values.anthropic), ...key });
  process.stdout.write(`anthropic ${fake.url}\n`);
  started.push(fake);
}
if (started.length === 0) {
  process.stderr.write("Say --openai <port> or --anthropic <port>\n");
  process.exitCode = 1;
}
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => void Promise.all(started.map((fake) => fake.close())));
}
