/** Our own reason for a call's end, in place of Vapi's, where the organization blocks the caller. */
export const CALLER_BLOCKED = "caller-blocked";
