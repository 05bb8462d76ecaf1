/** So many days a caller's question to a knowledge base is kept; `app.clear_expired` deletes what is older. */
export const QUESTION_DAYS = 90;

/** The largest file that may be uploaded. */
export const MAX_FILE_BYTES = 25 * 1024 * 1024;
