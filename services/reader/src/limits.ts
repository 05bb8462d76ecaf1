/** What the packed parts of one file may come to, unpacked. Half of the memory that a Worker has. */
export const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
/** A book of three thousand pages. */
export const MAX_CHARACTERS = 6_000_000;
export const MAX_PAGES = 5000;
/** As deep as what is packed into each other may be: tables in tables, lists in lists. */
export const MAX_DEPTH = 200;
/** A page of a plan has some hundred thousand operators, a page of text some thousand. */
export const PDF_LIMITS = {
  step: { bytes: 96 * 1024 * 1024, operators: 4_000_000, letters: 2_000_000 },
  steps: 24,
  // The caller waits longer.
  ms: 30_000,
};
/** Pages that people wrote leave elements open, one in the other. */
export const MAX_HTML_DEPTH = 500;
/** What a merged cell says is told in so many columns. */
export const MAX_REPEATED_COLUMNS = 100;
/** What stands beside many rows is a name. A longer text is told once. */
export const MAX_REPEATED_TEXT = 200;
