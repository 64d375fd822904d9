import { createContext } from "react";

/** How many notices are unread as the shell knows it; it keeps the figure live. */
export const UnreadContext = createContext(0);
