/**
 * The test bench: what outside testers need to put the product into a state and to look inside.
 * It is mounted only with SELVEDGE_BENCH=1, which a production environment refuses.
 * See docs/design/test-bench.md.
 */
export { checkPasswords } from "./check-passwords.ts";
export { restoreClock, setClock } from "./clock.ts";
export { drain } from "./drain.ts";
export { dumpLedger } from "./dump-ledger.ts";
export { countMails, requestMails } from "./request-mails.ts";
export { seed } from "./seed.ts";
