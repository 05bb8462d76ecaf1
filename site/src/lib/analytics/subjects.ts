import type { CallSubjects } from "../api/types.ts";
import { fieldTitle } from "../calls/structured-rows.ts";
import { m } from "../../paraglide/messages.js";
import { callsAddress, type Asked } from "./asked.ts";

type Value = CallSubjects["fields"][number]["values"][number];

/** What callers asked for, as a page and a file have it. */
export type Subject = {
  field: string;
  title: string;
  calls: number;
  values: {
    label: string;
    /** The filter of its calls. */
    noted: string;
    href: string;
    calls: number;
    on: ReadonlyMap<string, number>;
  }[];
};

/** The fields with what was noted, named by the assistants' schemas. */
export const subjectsOf = ({ fields }: CallSubjects, schemas: unknown[], asked: Asked): Subject[] =>
  fields.map(({ field, calls, values }) => ({
    field,
    calls,
    title: fieldTitle(field, schemas),
    values: values.map((value) => {
      const noted = `${field}=${String(value.value)}`;
      return {
        label: toLabel(value.value),
        noted,
        href: callsAddress(asked, { noted }),
        calls: value.calls,
        on: new Map(value.periods.map(({ day, calls: count }) => [day, count])),
      };
    }),
  }));

const toLabel = (value: Value["value"]): string =>
  typeof value === "string" ? value : value ? m.analytics_yes() : m.analytics_no();
