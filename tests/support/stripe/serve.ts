import { serveFake, type StartedFake } from "../serve-fake.ts";
import { FakeStripe } from "./fake-stripe.ts";

/** Starts the stand-in on loopback; port 0, the default, takes any free one. */
export async function startFakeStripe(options?: { port?: number }): Promise<StartedFake> {
  return await serveFake((baseUrl) => new FakeStripe({ baseUrl }), options);
}
