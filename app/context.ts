import type { Ctx } from "#platform/ctx";
import { createContext, type RouterContextProvider } from "react-router";

/** The request's ctx, put there by the Worker; loaders and actions hand it to verbs. */
export const ctxContext = createContext<Ctx>();

/** The nonce that the response's Content-Security-Policy allows. */
export const nonceContext = createContext<string>("");

/** The ctx of a loader's or action's request. */
export function ctxOf(context: Readonly<RouterContextProvider>): Ctx {
  return context.get(ctxContext);
}
