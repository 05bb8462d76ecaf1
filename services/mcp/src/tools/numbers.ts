import { weeklyHours } from "@allokoli/shared/hours/contract";
import { answererAt, isOpenAt } from "@allokoli/shared/hours/schedule";
import { z } from "zod";
import { listOf, type Api } from "../api.ts";
import { given } from "../short.ts";
import { Cursor, Limit, NextCursor, tool } from "./tool.ts";

/** Who answers: at most one of these. */
const callee = {
  assistantId: z.string().nullish(),
  squadId: z.string().nullish(),
  workflowId: z.string().nullish(),
};
/** Or what is done instead, while the opening hours say so. */
const Answerer = z.object({ ...callee, number: z.string().optional(), text: z.string().optional() });
type Answerer = z.infer<typeof Answerer>;

const ApiNumber = z.object({
  id: z.string(),
  name: z.string(),
  number: z.string().nullable(),
  status: z.string(),
  error: z.string().nullable(),
  ...callee,
  fallback: z.object({ number: z.string().optional(), sipUri: z.string().optional() }).nullable(),
  hours: z.object({ ...weeklyHours, open: Answerer, closed: Answerer }).nullable(),
});

const NumberRow = z.object({
  id: z.string(),
  name: z.string(),
  number: z.string().optional(),
  status: z.string(),
  error: z.string().optional(),
  answers: z.string().describe("Who or what answers now"),
  openNow: z.boolean().optional().describe("Where it has opening hours, public holidays counted"),
  week: z.array(z.string()).optional(),
  fallback: z.string().optional().describe("Where calls go when nobody can answer"),
});

export const listPhoneNumbers = tool({
  name: "list_phone_numbers",
  title: "Find numbers",
  description: "The organization's telephone numbers: who answers each at the moment, and its opening hours.",
  need: "read",
  input: z.object({ limit: Limit, cursor: Cursor }),
  output: z.object({ numbers: z.array(NumberRow), nextCursor: NextCursor }),
  async run({ limit, cursor }, { api, place: find }) {
    const [{ now }, { items, nextCursor }] = await Promise.all([
      find(),
      api.get("/v1/phone-numbers", listOf(ApiNumber), { limit, cursor }),
    ]);
    const nameOf = await namesOf(
      items.map((number) => answererOf(number, now)),
      api,
    );
    return { numbers: items.map((number) => toRow(number, now, nameOf)), ...given({ nextCursor }) };
  },
});

function answererOf({ hours, assistantId, squadId, workflowId }: z.infer<typeof ApiNumber>, now: Date): Answerer {
  return hours === null ? { assistantId, squadId, workflowId } : answererAt(hours, now);
}

function toRow(number: z.infer<typeof ApiNumber>, now: Date, nameOf: (answerer: Answerer) => string) {
  const { id, name, status, hours, fallback } = number;
  return {
    id,
    name,
    status,
    answers: nameOf(answererOf(number, now)),
    ...given({
      number: number.number,
      error: number.error,
      openNow: hours === null ? null : isOpenAt(hours, now),
      week: hours?.weekly.map(({ days, from, to }) => `${days.join(", ")}: ${from} to ${to}`) ?? null,
      fallback: fallback?.number ?? fallback?.sipUri ?? null,
    }),
  };
}

const Named = z.object({ id: z.string(), name: z.string() });
const KINDS = [
  { field: "assistantId", kind: "assistant", path: "/v1/assistants" },
  { field: "squadId", kind: "squad", path: "/v1/squads" },
  { field: "workflowId", kind: "workflow", path: "/v1/workflows" },
] as const;

/** Asks only for the lists in which one of them is. */
async function namesOf(answerers: readonly Answerer[], api: Api): Promise<(answerer: Answerer) => string> {
  const asked = KINDS.filter(({ field }) => answerers.some((answerer) => typeof answerer[field] === "string"));
  const lists = await Promise.all(asked.map(({ path }) => api.get(path, listOf(Named), { limit: 100 })));
  const names = new Map(lists.flatMap(({ items }) => items.map(({ id, name }) => [id, name])));
  return (answerer) => {
    for (const { field, kind } of KINDS) {
      const id = answerer[field];
      if (typeof id === "string") return `${kind} ${names.get(id) ?? id}`;
    }
    if (answerer.number !== undefined) return `transfer to ${answerer.number}`;
    return answerer.text === undefined ? "nobody" : `announcement: ${answerer.text}`;
  };
}
