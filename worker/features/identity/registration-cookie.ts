/** Says in which browser a registration was started; its mailed link asks no password there. */
export const REGISTRATION_COOKIE = "__Host-selvedge-registration";
export const REGISTRATION_CONTEXT = "registration:";
