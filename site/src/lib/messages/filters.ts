/** Which messages the page shows, as its address has it. */
export type MessageFilters = { state: "open" | "handled" | "all"; assignedTo: string; search: string };

export function readFilters(query: URLSearchParams): MessageFilters {
  const state = query.get("state");
  return {
    state: state === "handled" || state === "all" ? state : "open",
    assignedTo: query.get("assignedTo")?.trim() ?? "",
    search: query.get("search")?.trim() ?? "",
  };
}

export const hasFilters = ({ assignedTo, search }: MessageFilters) => assignedTo !== "" || search !== "";

/** The filters in the form of the API. */
export const filterQuery = ({ state, assignedTo, search }: MessageFilters) => ({
  handled: state === "all" ? undefined : String(state === "handled"),
  assignedTo: assignedTo || undefined,
  search: search || undefined,
});

/** The page's address with the same filters and another state. */
export function stateHref({ assignedTo, search }: MessageFilters, state: MessageFilters["state"]): string {
  const query = new URLSearchParams();
  if (state !== "open") query.set("state", state);
  if (assignedTo !== "") query.set("assignedTo", assignedTo);
  if (search !== "") query.set("search", search);
  return query.size > 0 ? `/messages?${query}` : "/messages";
}
