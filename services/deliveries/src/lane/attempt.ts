import { z } from "@hono/zod-openapi";
import { FAILURES, type Attempt } from "./decide.ts";

/** An attempt to deliver an event, for the API's description. */
export const EXAMPLE_ATTEMPT = {
  at: "2026-11-23T08:02:16.400Z",
  durationMs: 84,
  status: 200,
  failure: null,
  answer: "ok",
};

export const DeliveryAttempt = z
  .object({
    at: z.iso.datetime(),
    durationMs: z.int(),
    status: z.int().nullable().describe("What was answered; null when nothing was"),
    failure: z
      .enum(FAILURES)
      .nullable()
      .describe("Why nothing was: the address may not be called, leads elsewhere, took too long or cannot be reached"),
    answer: z.string().nullable().describe("The beginning of the answer"),
  })
  .openapi("DeliveryAttempt", { example: EXAMPLE_ATTEMPT });
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>;

export const toAttempt = (
  attempt: Pick<Attempt, "at" | "durationMs" | "status" | "answer"> & { failure: string | null },
): DeliveryAttempt => ({
  at: attempt.at.toISOString(),
  durationMs: attempt.durationMs,
  status: attempt.status,
  failure: FAILURES.find((failure) => failure === attempt.failure) ?? null,
  answer: attempt.answer,
});
