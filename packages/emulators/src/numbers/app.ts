import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { VapiProblem } from "../vapi/errors.ts";
import type { FaultBoard } from "../vapi/faults.ts";
import { dropConnection, type VapiEnv } from "../vapi/http.ts";
import { parseJson, textAt } from "../vapi/json.ts";
import type { RequestLog } from "../vapi/request-log.ts";
import type { NumbersState } from "./state.ts";
import { DAILY_RATES } from "./ecb.ts";
import { review } from "./telnyx-orders.ts";
import { vonageTexts } from "./texts.ts";
import { telnyxRoutes } from "./telnyx.ts";
import { twilioRoutes } from "./twilio.ts";
import { vonageRoutes } from "./vonage.ts";

export type NumbersParts = { state: NumbersState; faults: FaultBoard; requests: RequestLog };

/** The three providers and the bank with the exchange rates under one address: no two share a path. */
export function createApp({ state, faults, requests }: NumbersParts): Hono<VapiEnv> {
  const app = new Hono<VapiEnv>();
  app.route("/_emulator", knobs({ state, faults, requests }));

  app.use(async (c, next) => {
    const fault = faults.strike(c.req.method, c.req.path);
    if (fault?.latencyMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.latencyMs));
    if (fault?.dropBefore === true) {
      dropConnection(c);
      c.res = c.body(null);
    } else if (fault?.html200 === true) c.res = c.html("<!DOCTYPE html><title>Just a moment…</title>");
    else if (fault?.status !== undefined) c.res = c.json({ message: "emulated failure" }, asStatus(fault.status));
    else {
      await next();
      if (fault?.dropAfterWork === true) dropConnection(c);
    }
    requests.add({
      at: new Date().toISOString(),
      method: c.req.method,
      path: c.req.path,
      query: c.req.query(),
      status: c.res.status,
      ...(fault === undefined ? {} : { fault: Object.keys(fault).join(", ") }),
    });
  });
  const twilio = twilioRoutes(state);
  app.all("/2010-04-01/*", (c) => twilio.fetch(c.req.raw));
  app.all("/v1/PhoneNumbers/*", (c) => twilio.fetch(c.req.raw));
  app.route("/v2", telnyxRoutes(state));
  const vonage = vonageRoutes(state);
  app.all("/number/*", (c) => vonage.fetch(c.req.raw));
  app.all("/account/*", (c) => vonage.fetch(c.req.raw));
  app.route("/", vonageTexts(state));

  app.get("/stats/eurofxref/eurofxref-daily.xml", (c) => c.body(DAILY_RATES, 200, { "content-type": "text/xml" }));

  app.onError((err, c) => {
    if (err instanceof VapiProblem) return c.json(err.body, err.status);
    console.error("the numbers emulator failed", err);
    return c.json({ message: "Internal server error" }, 500);
  });
  return app;
}

/** `/_emulator/*`: what a test or a person does to the world around the providers. */
function knobs({ state, faults, requests }: NumbersParts): Hono<VapiEnv> {
  const app = new Hono<VapiEnv>();
  app.get("/faults", (c) => c.json(faults.list()));
  app.post("/faults", async (c) => c.json(faults.add(parseJson(await c.req.text())), 201));
  app.delete("/faults", (c) => {
    faults.clear();
    return c.json([]);
  });
  app.get("/requests", (c) => {
    const { method, path } = c.req.query();
    const isAsked = (entry: { method: string; path: string }) =>
      (method === undefined || entry.method === method) && (path === undefined || entry.path.startsWith(path));
    return c.json(requests.list().filter(isAsked));
  });
  app.get("/owned", (c) => c.json((["twilio", "telnyx", "vonage"] as const).flatMap((name) => state.owned(name))));
  app.get("/changes", (c) => c.json(state.changes()));
  app.get("/texts", (c) => c.json(state.texts()));
  app.post("/answered", async (c) => {
    const answered = parseJson(await c.req.text());
    const [from, to] = [textAt(answered, "from") ?? "", textAt(answered, "to") ?? ""];
    // They answer the number that wrote to them.
    state.answer(to, from, textAt(answered, "word") === "start" ? "start" : "stop");
    return c.json({ from, to }, 201);
  });
  app.post("/sold", async (c) => {
    const number = textAt(parseJson(await c.req.text()), "number") ?? "";
    state.sellToOthers(number);
    return c.json({ number }, 201);
  });
  app.post("/reviewed", async (c) => {
    const asked = parseJson(await c.req.text());
    const number = textAt(asked, "number") ?? "";
    review(state, number, textAt(asked, "verdict") === "declined" ? "declined" : "approved");
    return c.json({ number }, 201);
  });
  app.post("/reset", (c) => {
    state.clear();
    faults.clear();
    requests.clear();
    return c.json({ reset: true });
  });
  return app;
}

// The one cast of this file: a test asks for a status that carries a body.
const asStatus = (status: number) => status as ContentfulStatusCode;
