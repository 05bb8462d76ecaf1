/** So many days back a caller whom nobody served waits to be called back; older ones are in the list of calls. */
export const CALL_BACK_DAYS = 14;
