import type { APIRoute } from "astro";
import { csvNote, toCsv } from "../lib/calls/csv.ts";
import { filterQuery, readFilters } from "../lib/calls/filters.ts";
import { m } from "../paraglide/messages.js";

const PAGE = 100;
/** A file of so many calls takes some seconds; who needs more has the API. */
const MOST = 10_000;

/** The calls of the list's filters as a file, written while it is read. */
export const GET: APIRoute = async ({ url, locals }) => {
  const { api, timeZone } = locals;
  const filters = readFilters(url.searchParams);
  const load = (cursor: string | null) =>
    api.get("/v1/calls", { query: { ...filterQuery(filters, cursor, timeZone), limit: PAGE } });
  const first = await load(null);
  if (!first.ok) return new Response(null, { status: 303, headers: { location: `/calls${url.search}` } });
  async function* lines() {
    let page = first;
    for (let count = 0; page.ok;) {
      count += page.data.items.length;
      // The mark by which a spreadsheet knows UTF-8.
      const mark = count === page.data.items.length ? "\uFEFF" : "";
      yield `${mark}${toCsv(page.data.items, timeZone, mark !== "")}\r\n`;
      if (page.data.nextCursor === null) return;
      if (count >= MOST) {
        yield csvNote(m.csv_cut({ count }));
        return;
      }
      page = await load(page.data.nextCursor);
    }
    // A file that ends early would look whole: the download fails instead.
    throw new Error("The calls could not all be read.");
  }
  const encoder = new TextEncoder();
  const source = lines();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="allokoli-appels.csv"',
    },
  });
};
