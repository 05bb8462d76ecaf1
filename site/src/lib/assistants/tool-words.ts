import { phoneNumber } from "../format.ts";
import { m } from "../../paraglide/messages.js";
import { DAYS, dayNames } from "../templates/week.ts";
import { getLocale } from "../../paraglide/runtime.js";
import type { Tool } from "./tool-rows.ts";

/** What a tool does, in one line. */
export function toolName(tool: Tool): string {
  switch (tool.type) {
    case "endCall":
      return m.tool_end_call();
    case "takeMessage":
      return m.glance_take_message();
    case "openingHours":
      return m.glance_opening_hours();
    case "transferCall":
      return m.glance_transfer({ number: phoneNumber(tool.number) });
    case "function":
      return m.glance_function({ name: tool.name });
  }
}

/** How a tool does it: a line for each thing that was set. */
export function toolDetails(tool: Tool): string[] {
  switch (tool.type) {
    case "endCall":
    case "takeMessage":
      return [];
    case "openingHours":
      return weekLines(tool.hours);
    case "transferCall": {
      const { description, message, announcement, unanswered } = tool;
      return [
        description ?? "",
        message ? m.glance_transfer_says({ words: message }) : "",
        announcement?.kind === "summary" ? m.glance_transfer_summary() : "",
        announcement?.kind === "message" ? m.glance_transfer_message({ words: announcement.text }) : "",
        unanswered
          ? (unanswered.hangsUp ? m.glance_transfer_hangs_up : m.glance_transfer_stays)({ words: unanswered.message })
          : "",
      ].filter((line) => line !== "");
    }
    case "function":
      return [tool.description, "text" in tool.reply ? tool.reply.text : tool.reply.serverUrl];
  }
}

/** A tool in whole, for a comparison. */
export const toolText = (tool: Tool) => [toolName(tool), ...toolDetails(tool)].join("\n");

/** `lundi, mardi : 9:00–12:00`, in the order of the week. */
function weekLines({ weekly }: Extract<Tool, { type: "openingHours" }>["hours"]): string[] {
  const names = dayNames(getLocale());
  return weekly.map(({ days, from, to }) => {
    const told = DAYS.filter((day) => days.includes(day)).map((day) => names[day]);
    return m.glance_hours({ days: told.join(", "), from, to });
  });
}
