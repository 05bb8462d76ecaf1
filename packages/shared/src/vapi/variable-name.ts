import { z } from "@hono/zod-openapi";
import { isWithheldName } from "./withheld.ts";

/** The name of a workflow's variable, which texts name as `{{name}}`; not one that Vapi has something of its own under. */
export const VariableName = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,39}$/, "may have letters, digits and _, up to 40, and begins with a letter")
  .refine((name) => !isWithheldName(name), "is a name of the voice provider's own");
