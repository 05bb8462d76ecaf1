import { v5 as uuidv5 } from "uuid";

/** An id that is the same for the same part of the same call: a message, an outgoing event. */
export const derivedId = (callId: string, what: string) => uuidv5(what, callId);
