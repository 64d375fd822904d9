import { z } from "zod";

export const deviceKinds = ["computer", "phone", "tablet", "unknown"] as const;

/** What a browser says of itself; a name is null when it cannot be told. */
export const DeviceDescription = z
  .object({
    browser: z.string().max(40).nullable(),
    system: z.string().max(40).nullable(),
    kind: z.enum(deviceKinds),
  })
  .meta({ id: "DeviceDescription" });
export type DeviceDescription = z.infer<typeof DeviceDescription>;

/** Where a request came from, as far as it is known. */
export const Place = z
  .object({
    country: z.string().max(2).nullable().meta({ description: "ISO 3166-1 alpha-2" }),
    city: z.string().max(80).nullable(),
    network: z
      .string()
      .max(40)
      .nullable()
      .meta({ description: "The address without its last part", example: "203.0.x.x" }),
  })
  .meta({ id: "Place" });
export type Place = z.infer<typeof Place>;

/** A signed-in browser as its person sees it. */
export interface SessionView {
  id: string;
  device: DeviceDescription;
  place: Place;
  /** How the person came in; null for sessions from before it was noted. */
  method: string | null;
  startedAtMs: number;
  /** To within ten minutes. */
  lastSeenAtMs: number;
  /** The one that asks. */
  current: boolean;
}
