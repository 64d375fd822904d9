/** Has the token of a sign-in that waits for its second factor. */
export const SECOND_FACTOR_COOKIE = "__Host-selvedge-second-factor";
