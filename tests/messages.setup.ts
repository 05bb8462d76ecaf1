import { compileMessages } from "../scripts/messages.ts";

/** The site's tests say its sentences. */
export async function setup(): Promise<void> {
  await compileMessages();
}
