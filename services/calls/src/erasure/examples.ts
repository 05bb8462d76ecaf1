import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";
import { EXAMPLE_CALL } from "../calls/examples.ts";
import { EXAMPLE_MESSAGE } from "../messages/examples.ts";

export const EXAMPLE_ERASURE = {
  id: "0198c2a4-0000-7000-8000-0000000000e1",
  ending: "78",
  calls: 3,
  messages: 1,
  events: 9,
  questions: 0,
  remaining: 3,
  requestedBy: EXAMPLE_IDS.person,
  createdAt: "2026-11-28T09:12:04.000Z",
};

/** All that is known of a caller, for the API's description. */
export const EXAMPLE_CALLER_DATA = {
  number: "+33612345678",
  calls: [{ ...EXAMPLE_CALL, messages: [EXAMPLE_MESSAGE] }],
  callerMessages: [
    {
      id: "0198c2a4-0000-7000-8000-0000000000e2",
      callId: EXAMPLE_IDS.call,
      callerName: "M. Lefèvre",
      subject: "Ordonnance",
      body: "Demande un duplicata de son ordonnance.",
      isUrgent: false,
      note: null,
      createdAt: "2026-11-23T08:01:02.000Z",
    },
  ],
  blocked: null,
  questions: [{ text: "Où se garer ?", createdAt: "2026-11-23T08:00:41.000Z" }],
  nextCursor: null,
};
