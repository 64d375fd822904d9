import { buildProduct } from "./build-product.ts";
import { check } from "./check-steps.ts";
import { run, step } from "./command.ts";
import { findChromium } from "./find-chromium.ts";

await check();
await step("build", () => buildProduct());
await step("the built bundle", () => run("vitest", ["run", "--config", "vitest.built.config.ts"]));

const chromium = findChromium();
if (chromium === undefined) {
  console.error(
    "No Chromium was found, so the browser journeys did not run. Install one (Debian: apt-get install chromium) or name it in CHROMIUM.",
  );
  if (process.env.REQUIRE_BROWSER === "1") process.exit(1);
} else {
  await step("browser journeys", () =>
    run("vitest", ["run", "--config", "vitest.e2e.config.ts"], { CHROMIUM: chromium }),
  );
}
