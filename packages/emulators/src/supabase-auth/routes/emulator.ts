import { Hono } from "hono";
import type { MiddlewareHandler } from "hono";
import { DEFAULT_ROLE } from "../auth.ts";
import type { Auth } from "../auth.ts";
import { PAGE_POLICY } from "../../http/page.ts";
import { invalidRequest } from "../errors.ts";
import { toFaultChanges } from "../faults.ts";
import { FORGERIES, forgeToken } from "../forge.ts";
import { JsonBody } from "../json-body.ts";
import { mailboxPage } from "../mailbox-page.ts";
import { withText } from "../mail-text.ts";
import { baseClaims } from "../sessions.ts";

const NOBODY = "00000000-0000-4000-8000-000000000000";

/** What the original does not have: the mailbox of this machine, and settings for tests. */
export function emulatorRoutes(auth: Auth): Hono {
  const routes = new Hono();

  routes.use("*", refuseForms);

  routes.get("/mails", (c) => c.json({ mails: auth.mailbox.list(c.req.query("to")).map(withText) }));

  routes.delete("/mails", (c) => {
    auth.mailbox.clear();
    return c.body(null, 204);
  });

  routes.get("/mailbox", (c) => {
    const to = c.req.query("to") || undefined;
    c.header("Content-Security-Policy", PAGE_POLICY);
    c.header("Cache-Control", "no-store");
    return c.html(mailboxPage(auth.mailbox.list(to), to));
  });

  routes.get("/faults", (c) => c.json(auth.faults.settings));

  routes.post("/faults", async (c) => {
    auth.faults.set(toFaultChanges(await JsonBody.of(c.req)));
    return c.json(auth.faults.settings);
  });

  routes.delete("/faults", (c) => {
    auth.faults.clear();
    return c.json(auth.faults.settings);
  });

  routes.post("/keys/rotate", async (c) => {
    const body = await JsonBody.ofOptional(c.req);
    const kid = await auth.keys.rotate({ keepPrevious: body.flag("keepPrevious", true) });
    return c.json({ kid, keys: auth.keys.publicKeySet().keys.map((key) => key.kid) });
  });

  routes.post("/tokens", async (c) => {
    const body = await JsonBody.of(c.req);
    const asked = body.text("signWith");
    const signWith = FORGERIES.find((forgery) => forgery === asked);
    if (!signWith) throw invalidRequest(`signWith is one of ${FORGERIES.join(", ")}`);
    const claims = body.findObject("claims") ?? {};
    const token = await forgeToken(auth.keys, forgedDefaults(auth), { signWith, claims });
    return c.json({ token });
  });

  return routes;
}

export function forgedDefaults(auth: Auth) {
  return { ...baseClaims(auth), sub: NOBODY, role: DEFAULT_ROLE, aal: "aal1", is_anonymous: false };
}

/** A page elsewhere can post a form here, but no JSON: that takes a preflight, which these routes do not answer. */
const refuseForms: MiddlewareHandler = async (c, next) => {
  const type = c.req.header("content-type") ?? "";
  if (c.req.method === "POST" && !type.startsWith("application/json")) {
    throw invalidRequest("Content-Type must be application/json");
  }
  await next();
};
