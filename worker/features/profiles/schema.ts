export const AVATAR_BYTES_MAX = 5_000_000;
/** Declared width times height of what is uploaded; more would not fit into the Worker's memory. */
export const AVATAR_PIXELS_MAX = 4_194_304;
/** Width and height of what is shown. */
export const AVATAR_SIZE = 256;
