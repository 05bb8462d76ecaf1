import { z } from "@hono/zod-openapi";

export const ToolSecret = z
  .object({
    secret: z.string().describe("What is sent from now on is signed with it. Shown this once"),
    previousExpiresAt: z.iso
      .datetime()
      .nullable()
      .describe("Until then what is sent carries a signature of the one before too; null when there is none"),
  })
  .openapi("ToolSecret", {
    example: {
      secret: "whsec_vDFs997KLplJovt3K08wPPVjnBBtxwNwtVqKg0Ncr18=",
      previousExpiresAt: "2026-11-24T08:12:30.000Z",
    },
  });
