/** Vapi's rule for the name of a function. */
export const FUNCTION_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** The names at Vapi of our own tools of an assistant. */
export const TAKE_MESSAGE = "take_message";
export const OPENING_HOURS = "opening_hours";

/** Names of Vapi's built-in tools: a function of the same name would hide one. */
const VAPI_NAMES = new Set(["endCall", "transferCall", "sms", "end_call_tool", "transfer_call_tool"]);

/** The name of a search tool has the base's id: `search_questions-des-patients_<its id without dashes>`. */
const SEARCH = /^search_[a-z0-9-]{0,20}_([0-9a-f]{32})$/;
const SLUG_LENGTH = 20;

/** Vapi's default name of a handoff, and the names in our squads. */
const HANDOFF = /^handoff_(?:\d+_)?to_/;

/** Whether a tenant's function may not have this name, because a built-in tool has it. */
export const isTakenName = (name: string) => VAPI_NAMES.has(name) || SEARCH.test(name) || HANDOFF.test(name);

/** The name of the tool that searches a knowledge base. */
export function searchName({ id, name }: { id: string; name: string }): string {
  const slug = name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_LENGTH)
    .replaceAll(/^-+|-+$/g, "");
  return `search_${slug}_${id.replaceAll("-", "")}`;
}

/** The id of the knowledge base that a tool of this name searches; undefined for any other tool. */
export function baseIdOf(name: string): string | undefined {
  const hex = SEARCH.exec(name)?.[1];
  return hex?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
