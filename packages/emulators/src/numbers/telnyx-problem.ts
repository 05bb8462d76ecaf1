import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** An error as Telnyx says it. */
export const problem = (c: Context, status: ContentfulStatusCode, code: string, title: string, detail: string) =>
  c.json(
    { errors: [{ code, title, detail, meta: { url: `https://developers.telnyx.com/docs/overview/errors/${code}` } }] },
    status,
  );
