import { requireEnv } from "@allokoli/shared/env/require-env";
import { etagHeader, expectedRevision } from "@allokoli/shared/http/etag";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { GatewayApp } from "../env.ts";
import type { Memberships } from "../membership/memberships.ts";
import { deleteMe, getMe, updateMe } from "./contract.ts";
import { deleteAccount, listOnlyOwned } from "./delete-account.ts";
import { findOwnApiKey, toKeyMe } from "./own-api-key.ts";
import { findMe, toMe, updateProfile } from "./store.ts";

/** Who asks. */
export function routeMe(app: GatewayApp, memberships: Memberships) {
  app
    .openapi(getMe, async (c) => {
      const { person, userId, apiKey } = c.var;
      if (apiKey !== undefined) {
        const key = await person.read(findOwnApiKey);
        if (key === undefined) throw new Problem("unauthorized");
        return c.json(toKeyMe(key), 200, etagHeader(key));
      }
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
    })
    .openapi(deleteMe, async (c) => {
      const { person, userId, log } = c.var;
      const { email } = c.req.valid("query");
      const env = requireEnv(c.env, ["SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY"]);
      const [me, alone] = await person.read((tx) => Promise.all([findMe(tx, userId), listOnlyOwned(tx, userId)]));
      if (me === undefined) throw notFound("profile");
      if (email.toLowerCase() !== me.email?.toLowerCase()) {
        throw new Problem("validation_failed", { errors: [{ path: "email", message: "is not your address" }] });
      }
      if (alone.length > 0) {
        throw new Problem("conflict", {
          detail: "You are the only owner of an organization.",
          errors: alone.map(({ id, name }) => ({ path: id, message: name })),
        });
      }
      await deleteAccount(env, userId);
      memberships.forget(userId);
      log.info("an account was deleted", { userId });
      return c.body(null, 204);
    });
}
