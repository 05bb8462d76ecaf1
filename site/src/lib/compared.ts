/** Something that differs between two versions, in words; empty for nothing. */
export type Compared = { label: string; before: string; after: string };
