import { etagHeader, expectedRevision } from "@allokoli/shared/http/etag";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { GatewayApp } from "../env.ts";
import { getMe, updateMe } from "./contract.ts";
import { findMe, toMe, updateProfile } from "./store.ts";

/** The person who asks. */
export function routeMe(app: GatewayApp) {
  app
    .openapi(getMe, async (c) => {
      const { person, userId } = c.var;
      const found = await person.read((tx) => findMe(tx, userId));
      if (found === undefined) throw notFound("profile");
      return c.json(toMe(found), 200, etagHeader(found));
    })
    .openapi(updateMe, async (c) => {
      const { person, userId } = c.var;
      const change = c.req.valid("json");
      const expected = expectedRevision(c.req.valid("header")["if-match"]);
      const found = await person.write(async (tx) => {
        const updated = await updateProfile(tx, userId, change, expected);
        const current = await findMe(tx, userId);
        if (!updated && current !== undefined) throw new Problem("precondition_failed");
        return current;
      });
      if (found === undefined) throw notFound("profile");
      return c.json(toMe(found), 200, etagHeader(found));
    });
}
