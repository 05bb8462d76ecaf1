import { z } from "@hono/zod-openapi";
import { isStorable } from "../http/storable.ts";

/**
 * A telephone number in a request, as people write it: the organization's country says what is meant. Which numbers are good is
 * for the number rule to say, not for a pattern.
 */
export const WrittenNumber = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .refine(isStorable, "has a character that cannot be kept")
  .openapi({
    type: "string",
    example: "+33199001234",
    description: "E.164, or as it is written in the organization's country; kept as E.164",
  });

/** A number that a call is passed on to. */
export const TransferNumber = WrittenNumber.openapi({
  description:
    "E.164, or as it is written in the organization's country, with an extension or without; kept as E.164 with `;ext=`. " +
    "A short number, such as 15, is kept after its country's code (`+3315`): whether it connects depends on the carrier of the line, so try the transfer once.",
});

/** A number to look for, or its beginning. */
export const SearchedNumber = z
  .string()
  .trim()
  .max(60)
  .refine(isStorable, "has a character that cannot be searched for");
