import type { Choice } from "./choice.ts";

/** Who looks at the page, and whether they can buy here at all. */
export interface Buyer {
  choice: Choice;
  signedIn: boolean;
  /** The plan of their workspace; undefined for someone who is not signed in. */
  ownPlan: string | undefined;
  isOpenForSale: boolean;
}
