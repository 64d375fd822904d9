import { createContext, useContext } from "react";
import type { Balance } from "#features/credits/schema";

/** The workspace's balance as it is now; the shell keeps it live. */
export const BalanceContext = createContext<Balance | undefined>(undefined);

/** The live balance inside the shell; undefined outside of it. */
export function useBalance(): Balance | undefined {
  return useContext(BalanceContext);
}
