import type { APIRoute } from "astro";
import { readAsked, receivedOf, toQuery } from "../lib/analytics/asked.ts";
import { groupOf, hoursCsv, subjectsCsv, TABLES, toCsv } from "../lib/analytics/csv.ts";
import { subjectsOf } from "../lib/analytics/subjects.ts";
import { dayOf } from "../lib/time-zone.ts";

/** The measures of a chart as a file: by period, or by what its table tells apart. */
export const GET: APIRoute = async ({ url, locals }) => {
  const { api, timeZone } = locals;
  const asked = readAsked(url.searchParams, dayOf(new Date(), timeZone));
  const failed = () => new Response(null, { status: 303, headers: { location: `/analytics${url.search}` } });
  // The mark by which a spreadsheet knows UTF-8.
  const file = (lines: string) =>
    new Response(`\uFEFF${lines}\r\n`, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="allokoli-mesures-${asked.from}-${asked.to}.csv"`,
      },
    });
  if (url.searchParams.get("table") === "hours") {
    const hours = await api.get("/v1/analytics/hours", { query: receivedOf(asked) });
    return hours.ok ? file(hoursCsv(hours.data)) : failed();
  }
  if (url.searchParams.get("table") === "subjects") {
    const [subjects, periods, assistants] = await Promise.all([
      api.get("/v1/analytics/subjects", { query: { ...receivedOf(asked), step: asked.step } }),
      api.get("/v1/analytics/calls", { query: { ...receivedOf(asked), step: asked.step, groupBy: "day" } }),
      api.get("/v1/assistants", { query: { limit: 100 } }),
    ]);
    if (!subjects.ok || !periods.ok || !assistants.ok) return failed();
    const schemas = assistants.data.items.map(({ structuredDataSchema }) => structuredDataSchema);
    const days = periods.data.items.flatMap(({ day }) => day ?? []);
    return file(subjectsCsv(subjectsOf(subjects.data, schemas, asked), days));
  }
  const table = TABLES.find((one) => one === url.searchParams.get("table")) ?? "period";
  const answer = await api.get("/v1/analytics/calls", {
    query: { ...toQuery(asked), step: asked.step, groupBy: groupOf(table) },
  });
  return answer.ok ? file(toCsv(answer.data.items, table)) : failed();
};
