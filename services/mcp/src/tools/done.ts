import { z } from "zod";
import { ApiCall, CallRow, toCallRow } from "./call.ts";
import { ApiMessage, MessageRow, toMessageRow } from "./messages.ts";
import { Id, tool } from "./tool.ts";

export const markMessageDone = tool({
  name: "mark_message_done",
  title: "Mark a message as done",
  description: "Marks a caller's message as dealt with, or as still to deal with, and can leave a note for the staff.",
  need: "write",
  input: z.object({
    id: Id.describe("Of the message"),
    done: z.boolean().default(true),
    note: z.string().min(1).max(2000).optional().describe("Takes the place of the note that is there"),
  }),
  output: z.object({ message: MessageRow }),
  async run({ id, done, note }, { api, place: find }) {
    const body = { handled: done, ...(note !== undefined && { note }) };
    const message = await api.patch(`/v1/caller-messages/${id}`, ApiMessage, body);
    return { message: toMessageRow(message, await find()) };
  },
});

export const markCalledBack = tool({
  name: "mark_called_back",
  title: "Mark a caller as called back",
  description:
    "Says of a call whose caller nobody served that somebody called back since, or that there is no need to.",
  need: "write",
  input: z.object({ callId: Id, done: z.boolean().default(true) }),
  output: z.object({ call: CallRow }),
  async run({ callId, done }, { api, place: find }) {
    const call = await api.patch(`/v1/calls/${callId}`, ApiCall, { isFollowedUp: done });
    return { call: toCallRow(call, await find()) };
  },
});
