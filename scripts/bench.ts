import { type Figure, tableOf } from "../bench/figure.ts";
import { measureFirstToken } from "../bench/first-token.ts";
import { measureLanding } from "../bench/landing.ts";
import { measureSimulation } from "../bench/ledger/simulation.ts";
import { measureLedger } from "../bench/ledger/throughput.ts";
import { measureMail, measureMailDrain } from "../bench/mail.ts";
import { measureParallelSends } from "../bench/parallel-sends.ts";
import { measureReconciliation } from "../bench/reconciliation.ts";
import { measureSessionCheck } from "../bench/session-check.ts";
import { measurePeopleSigningIn } from "../bench/sign-ins.ts";
import { measureSizes } from "../bench/sizes.ts";
import { measureWebhookIntake } from "../bench/webhook-intake.ts";
import { buildProduct } from "./build-product.ts";

/** What is measured, by the name that `npm run bench -- <name>` takes. */
const measurements: Record<string, () => Promise<Figure[]>> = {
  ledger: measureLedger,
  simulation: measureSimulation,
  "first-token": measureFirstToken,
  "parallel-sends": measureParallelSends,
  landing: measureLanding,
  "webhook-intake": measureWebhookIntake,
  mail: measureMail,
  "mail-drain": measureMailDrain,
  reconciliation: measureReconciliation,
  "session-check": measureSessionCheck,
  "sign-ins": measurePeopleSigningIn,
  sizes: measureSizes,
};

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(measurements);
await buildProduct();
const figures: Figure[] = [];
for (const name of names) {
  const measure = measurements[name];
  if (measure === undefined) {
    console.error(
      `There is no measurement ${name}; there are ${Object.keys(measurements).join(", ")}.`,
    );
    process.exit(2);
  }
  console.log(`measuring ${name}…`);
  figures.push(...(await measure()));
}
console.log(`\n${tableOf(figures)}\n`);
if (figures.some((figure) => !figure.ok)) process.exitCode = 1;
