import { z } from "zod";
import { ApiCall, CallRow, toCallRow } from "./call.ts";
import { Id, Period, tool } from "./tool.ts";

const CreatedCalls = z.object({ items: z.tuple([ApiCall]) });

export const startCall = tool({
  name: "start_call",
  title: "Start a call",
  description:
    "Has an assistant call one person by telephone, now or at a time. A real telephone rings and the call costs money: use it only when the person you work for asked for it. Follow it with get_call.",
  need: "calls",
  input: z.object({
    assistantId: Id.describe("Who speaks: list_assistants"),
    number: z
      .string()
      .min(1)
      .max(60)
      .describe("Whom to call: E.164, or as it is written in the organization's country"),
    name: z.string().min(1).max(40).optional().describe("Of the person called"),
    at: Period.refine((text) => text.includes("T"), "names no time of day")
      .optional()
      .describe("Local time to call at, such as 2026-11-28T14:30; without it, now"),
    fromNumberId: Id.optional().describe("One of the organization's numbers: list_phone_numbers"),
    variables: z
      .record(z.string(), z.string().max(1000))
      .optional()
      .describe("Values for the {{variables}} of the assistant's prompt"),
    idempotencyKey: z
      .string()
      .regex(/^[\x21-\x7e]{8,100}$/)
      .describe(
        "A text of your own that stands for this one call, such as a new UUID. Send the same again if you do not know whether the call was started: it rings once. Another call needs another.",
      ),
  }),
  output: z.object({ call: CallRow }),
  async run({ assistantId, number, name, at, fromNumberId, variables, idempotencyKey }, { api, place: find }) {
    const place = await find();
    const earliestAt = place.beginningOf(at);
    const body = {
      assistantId,
      customer: { number, ...(name !== undefined && { name }) },
      ...(fromNumberId !== undefined && { phoneNumberId: fromNumberId }),
      ...(earliestAt !== undefined && { schedule: { earliestAt } }),
      ...(variables !== undefined && { variables }),
    };
    const { items } = await api.post("/v1/calls", CreatedCalls, body, idempotencyKey);
    return { call: toCallRow(items[0], place) };
  },
});
