import type { Answer } from "../api/client.ts";
import type { Me } from "../api/types.ts";

/** As long as the API takes. */
const LONGEST = 100;

/** How a person is called beside the notes that they write; empty when it could not be read. */
export const writerName = (me: Answer<Me>): string =>
  me.ok ? (me.data.fullName ?? me.data.email ?? "").slice(0, LONGEST).trim() : "";
