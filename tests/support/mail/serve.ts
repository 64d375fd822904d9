import { serveFake, type StartedFake } from "../serve-fake.ts";
import { FakeMail } from "./fake-mail.ts";

/** Starts the stand-in on loopback; port 0, the default, takes any free one. */
export async function startFakeMail(options?: { port?: number }): Promise<StartedFake> {
  return await serveFake(() => new FakeMail(), options);
}
