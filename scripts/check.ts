import { check } from "./check-steps.ts";

await check();
