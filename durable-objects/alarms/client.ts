import type { AlarmsObject } from "./alarms.ts";

/** The bindings whose objects have alarms. */
export type AlarmedBinding = "LEDGER" | "CONVERSATION";

/** The registry of due alarms, one for the deployment. Used by the test bench only. */
export function alarmsOf(env: Env): DurableObjectStub<AlarmsObject> {
  return env.ALARMS.getByName("registry");
}
