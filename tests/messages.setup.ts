import { compileMessages } from "../scripts/messages.ts";

/** The site's tests say its sentences. */
export const setup = compileMessages;
