import { z } from "zod";
import { listOf } from "../api.ts";
import { given } from "../short.ts";
import { ApiCall, CallRow, toCallRow } from "./call.ts";
import { ApiMessage, MessageRow, toMessageRow } from "./messages.ts";
import { ApiStats, Figures, toFigures } from "./statistics.ts";
import { tool } from "./tool.ts";

/** Of each list. A busy practice has some twenty messages open at once. */
const MOST = 20;

export const getOverview = tool({
  name: "get_overview",
  title: "What is going on",
  description:
    "The state of things now, in one call: local time, messages that nobody has dealt with, callers who wait to be called back, calls in progress, and today's figures. Up to 20 of each.",
  need: "read",
  input: z.object({}),
  output: z.object({
    organization: z.string(),
    timeZone: z.string(),
    now: z.string(),
    openMessages: z.array(MessageRow),
    waitingForCallBack: z.array(CallRow).describe("Nobody served them, and nobody has called them back"),
    live: z.array(CallRow),
    today: Figures,
    more: z.array(z.string()).optional().describe("Lists that have more than is shown"),
  }),
  async run(_input, { api, place: find }) {
    const [place, messages, toCallBack, live] = await Promise.all([
      find(),
      api.get("/v1/caller-messages", listOf(ApiMessage), { handled: false, limit: MOST }),
      api.get("/v1/calls", listOf(ApiCall), { toCallBack: true, limit: MOST }),
      api.get("/v1/calls", listOf(ApiCall), { live: true, limit: MOST }),
    ]);
    const day = place.dayOf("today");
    const { total } = await api.get("/v1/analytics/calls", ApiStats, { from: day, to: day });
    const lists = { openMessages: messages, waitingForCallBack: toCallBack, live };
    const more = Object.entries(lists).flatMap(([name, { nextCursor }]) => (nextCursor === null ? [] : [name]));
    return {
      organization: place.name,
      timeZone: place.timeZone,
      now: place.toLocal(place.now.toISOString()),
      openMessages: messages.items.map((message) => toMessageRow(message, place)),
      waitingForCallBack: toCallBack.items.map((call) => toCallRow(call, place)),
      live: live.items.map((call) => toCallRow(call, place)),
      today: toFigures(total),
      ...given({ more: more.length === 0 ? null : more }),
    };
  },
});
