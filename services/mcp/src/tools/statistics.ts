import { z } from "zod";
import { given } from "../short.ts";
import { EndedFamily } from "./call.ts";
import { Id, Period, tool } from "./tool.ts";

const ApiFigures = z.object({
  calls: z.number(),
  minutes: z.number(),
  costUsd: z.number(),
  successRate: z.number().nullable(),
});

const ApiItem = ApiFigures.extend({
  day: z.string().nullable(),
  assistant: z.object({ name: z.string().nullable() }).nullable(),
  number: z.string().nullable(),
  direction: z.string().nullable(),
  endedFamily: z.string().nullable(),
  outcome: z.string().nullable(),
});

/** What the tools take of the API's figures. */
export const ApiStats = z.object({
  from: z.string(),
  to: z.string(),
  items: z.array(ApiItem),
  total: ApiFigures,
});

const ApiHours = z.object({
  from: z.string(),
  to: z.string(),
  items: z.array(z.object({ weekday: z.string(), hour: z.number(), calls: z.number() })),
  total: z.number(),
});

export const Figures = z.object({
  calls: z.number(),
  minutes: z.number().optional(),
  costUsd: z.number().optional(),
  successRate: z.number().optional().describe("Between 0 and 1, of the calls whose success is known"),
});

export const toFigures = ({ calls, minutes, costUsd, successRate }: z.infer<typeof ApiFigures>) => ({
  calls,
  minutes: Math.round(minutes * 10) / 10,
  costUsd: Math.round(costUsd * 100) / 100,
  ...given({ successRate }),
});

/** How the API calls each group; `hour` has an address of its own. */
const GROUPS = {
  day: { groupBy: "day", step: "day" },
  week: { groupBy: "day", step: "week" },
  month: { groupBy: "day", step: "month" },
  assistant: { groupBy: "assistant" },
  number: { groupBy: "number" },
  direction: { groupBy: "direction" },
  ended: { groupBy: "endedFamily" },
  outcome: { groupBy: "outcome" },
} as const;
type Group = keyof typeof GROUPS;

const ROWS = 60;

export const getStatistics = tool({
  name: "get_statistics",
  title: "Count calls",
  description:
    "How many calls ended, how long they took and how well they went, over a period, in groups if you like. `hour` gives the hours of the week by how many calls began in them, the busiest first.",
  need: "read",
  input: z.object({
    from: Period.optional().describe("First day: today, yesterday or 2026-11-28; without it, 30 days before the last"),
    to: Period.optional().describe("Last day; without it, today"),
    by: z
      .enum(["day", "week", "month", "hour", "assistant", "number", "direction", "ended", "outcome"])
      .optional()
      .describe("Groups; without it, the total alone"),
    assistantId: Id.optional(),
    number: z.string().max(60).optional().describe("One of the organization's own numbers"),
    direction: z.enum(["inbound", "outbound", "web"]).optional().describe("Not with hour"),
    ended: EndedFamily.optional().describe("Not with hour"),
  }),
  output: z.object({
    from: z.string(),
    to: z.string(),
    total: Figures,
    groups: z.array(Figures.extend({ group: z.string() })).optional(),
    omitted: z.number().optional().describe("Groups that are not shown"),
  }),
  async run({ from, to, by, assistantId, number, direction, ended }, { api, place: find }) {
    const place = await find();
    const day = (text: string | undefined) => (text === undefined ? undefined : place.dayOf(text));
    const query = { from: day(from), to: day(to), assistantId, number };
    if (by === "hour") {
      const hours = await api.get("/v1/analytics/hours", ApiHours, query);
      const busiest = hours.items.toSorted((one, other) => other.calls - one.calls);
      const groups = busiest.map(({ weekday, hour, calls }) => ({ group: `${weekday} ${hour}:00`, calls }));
      return { from: hours.from, to: hours.to, total: { calls: hours.total }, ...shown(groups) };
    }
    const group = by === undefined ? {} : GROUPS[by];
    const stats = await api.get("/v1/analytics/calls", ApiStats, { ...query, direction, endedFamily: ended, ...group });
    const groups = stats.items.map((item) => ({ group: by === undefined ? "" : nameOf(item, by), ...toFigures(item) }));
    return {
      from: stats.from,
      to: stats.to,
      total: toFigures(stats.total),
      ...(by !== undefined && shown(groups)),
    };
  },
});

const shown = <Row>(rows: Row[]) => ({
  groups: rows.slice(0, ROWS),
  ...(rows.length > ROWS && { omitted: rows.length - ROWS }),
});

function nameOf(item: z.infer<typeof ApiItem>, by: Group): string {
  const { groupBy } = GROUPS[by];
  const name = groupBy === "assistant" ? item.assistant?.name : item[groupBy];
  return name ?? "none";
}
