/** What the packed parts of one file may come to, unpacked. Half of the memory that a Worker has. */
export const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
/** A book of three thousand pages. */
export const MAX_CHARACTERS = 6_000_000;
export const MAX_PAGES = 5000;
