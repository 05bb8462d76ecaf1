/** Every path and schema of the API, as scripts/openapi.ts writes them for all of its clients. */
export type * from "@allokoli/client/types";
