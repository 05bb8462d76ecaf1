import type { AssistantAnswer } from "./assistants.ts";

/** What the telephony Worker does for the other Workers, over its `TelephonyEntrypoint`. */
export type TelephonyRpc = {
  /**
   * Who answers an inbound call on a number of the organization's at this moment, or that the organization blocks the caller;
   * undefined when the number is not ours.
   */
  answerAssistantRequest(input: AssistantRequest): Promise<NumberAnswer | Blocked | undefined>;
};

export type AssistantRequest = {
  orgId: string;
  /** Vapi's id of the number that was called. */
  vapiPhoneNumberId: string;
  /** The caller's number or SIP address, as the carrier says it; undefined when it says none. */
  caller: string | undefined;
  requestId: string;
};

/** The caller is turned away, with a sentence that is spoken, or without a word. */
export type Blocked = { isBlocked: true; sentence: string | null };

/** A number as a destination of Vapi's names it (its reference: TransferDestinationNumber). */
export type DialledNumber = { number: string; extension?: string; numberE164CheckEnabled?: false };

/** The body of an answer to `assistant-request` (reference of Vapi: ServerMessageResponseAssistantRequest). */
export type NumberAnswer =
  | AssistantAnswer
  | { squadId: string }
  | {
      destination:
        | ({ type: "number"; message?: string } & DialledNumber)
        | { type: "sip"; sipUri: string; message?: string };
    };

/** The telephony Worker's service binding as its RPC interface. */
// The binding's entrypoint is `TelephonyEntrypoint` of services/telephony, which is declared to implement this type.
export const telephonyRpc = (binding: unknown): TelephonyRpc => binding as TelephonyRpc;
