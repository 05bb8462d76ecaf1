import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { assistantRoutes } from "./assistants.ts";
import { storageRoutes } from "./calls/artifacts.ts";
import { createWebCall } from "./calls/create.ts";
import { obeyControl } from "./calls/control.ts";
import { callRoutes, callSearchRoutes } from "./calls/routes.ts";
import type { Switchboard } from "./calls/switchboard.ts";
import { chatRoutes } from "./chat.ts";
import { toIso } from "./clock.ts";
import type { Emulator } from "./context.ts";
import { credentialRoutes } from "./credentials.ts";
import { badRequest, invalidKey, missingKey, notFound, VapiProblem } from "./errors.ts";
import type { RestFault } from "./faults.ts";
import type { VapiContext, VapiEnv } from "./http.ts";
import { dropConnection, untilGone } from "./http.ts";
import { parseJson, textAt } from "./json.ts";
import { knobRoutes } from "./knobs.ts";
import { orgRoutes } from "./org.ts";
import { phoneNumberRoutes } from "./phone-numbers.ts";
import { sessionRoutes } from "./sessions.ts";
import { simulationRoutes } from "./simulations/routes.ts";
import { squadRoutes } from "./squads.ts";
import { toolRoutes } from "./tools.ts";
import { pause } from "./webhooks/post.ts";

const CONTROL = "/:id{[0-9a-f-]{36}}/control";
const HTML_PAGE = "<!DOCTYPE html><html><head><title>Just a moment…</title></head><body>Please wait.</body></html>";
const FAULT_MESSAGES: Record<number, string> = {
  429: "Rate limit exceeded",
  500: "Internal server error",
  503: "Service Unavailable",
};

/** The whole HTTP face of the emulator. */
export function createApp(options: { emulator: Emulator; switchboard: Switchboard; reset: () => void }): Hono<VapiEnv> {
  const { emulator, switchboard } = options;
  const app = new Hono<VapiEnv>();

  app.use(async (c, next) => {
    const text = c.req.method === "GET" || c.req.method === "HEAD" ? "" : await c.req.text();
    c.set("body", text === "" ? undefined : parseJson(text));
    if (text !== "" && c.get("body") === undefined) throw badRequest("Unexpected token in JSON");
    await next();
  });

  app.route("/_emulator", knobRoutes(options));
  app.route("/_storage", storageRoutes(emulator));
  // At Vapi another server than the API's: only a fault that names its path strikes it.
  app.post(CONTROL, async (c) => {
    const id = c.req.param("id");
    const isNamed = emulator.faults.list().some(({ path }) => path?.endsWith("/control"));
    const fault = isNamed ? emulator.faults.strike("POST", c.req.path) : undefined;
    await withFault(emulator, c, fault, () => {
      c.res = c.json(obeyControl(emulator, switchboard, id, c.req.header("authorization"), c.get("body")));
      return Promise.resolve();
    });
    log(emulator, c, fault, c.res.status);
    return c.res;
  });

  app.use(async (c, next) => {
    const fault = emulator.faults.strike(c.req.method, c.req.path);
    if (fault?.hang === true) return hang(emulator, c, fault);
    await withFault(emulator, c, fault, next);
    log(emulator, c, fault, c.res.status);
    return undefined;
  });
  app.use(async (c, next) => {
    // Cloudflare stands before Vapi and knows no client without a name.
    if (c.req.header("user-agent") === undefined) return c.text("error code: 1010", 403);
    const authorization = c.req.header("authorization");
    if (authorization === undefined) throw missingKey();
    // The one thing that a browser may do with the public key.
    const key = c.req.path === "/call/web" ? emulator.publicKey : emulator.apiKey;
    if (authorization !== `Bearer ${key}`) throw invalidKey();
    return await next();
  });

  app.route("/assistant", assistantRoutes(emulator));
  app.route("/tool", toolRoutes(emulator));
  app.route("/squad", squadRoutes(emulator));
  app.post("/call/web", (c) => c.json(createWebCall(emulator, switchboard, c.get("body")), 201));
  app.route("/call", callRoutes(emulator, switchboard));
  app.route("/v2/call", callSearchRoutes(emulator));
  app.route("/chat", chatRoutes(emulator));
  app.route("/session", sessionRoutes(emulator));
  app.route("/phone-number", phoneNumberRoutes(emulator));
  app.route("/credential", credentialRoutes(emulator));
  app.route("/org", orgRoutes(emulator));
  app.route("/eval/simulation", simulationRoutes(emulator));
  for (const retired of ["/workflow", "/workflow/*", "/test-suite", "/test-suite/*"]) {
    app.all(retired, () => {
      throw new VapiProblem(410, "This resource has been retired.");
    });
  }

  app.notFound((c) => {
    const problem = notFound(`Cannot ${c.req.method} ${c.req.path}`);
    return c.json(problem.body, problem.status);
  });
  app.onError((err, c) => {
    if (err instanceof VapiProblem) return c.json(err.body, err.status);
    console.error("the Vapi emulator failed", err);
    return c.json({ statusCode: 500, message: "Internal server error" }, 500);
  });
  return app;
}

async function withFault(
  emulator: Emulator,
  c: VapiContext,
  fault: RestFault | undefined,
  next: () => Promise<void>,
): Promise<void> {
  if (fault?.latencyMs !== undefined) await pause(emulator, fault.latencyMs);
  if (fault?.dropBefore === true) {
    dropConnection(c);
    c.res = c.body(null);
    return;
  }
  if (fault?.html200 === true) {
    c.res = c.html(HTML_PAGE);
    return;
  }
  if (fault?.status !== undefined) {
    const message = FAULT_MESSAGES[fault.status] ?? "Error";
    c.res = c.json({ message, statusCode: fault.status }, toStatus(fault.status));
    return;
  }
  if (fault?.lateMs !== undefined) {
    dropConnection(c);
    await pause(emulator, fault.lateMs);
  }
  await next();
  if (fault?.dropAfterWork === true) dropConnection(c);
  if (fault?.holdAnswer === true) await Promise.race([emulator.faults.cleared(), untilGone(c)]);
}

// The one cast of this file: a test may ask for any status that carries a body.
function toStatus(status: number): ContentfulStatusCode {
  if (!Number.isInteger(status) || status < 200 || status > 599) throw badRequest(["status must be an HTTP status"]);
  return status as ContentfulStatusCode;
}

async function hang(emulator: Emulator, c: VapiContext, fault: RestFault): Promise<Response> {
  log(emulator, c, fault, 0);
  await untilGone(c);
  return c.body(null);
}

function log(emulator: Emulator, c: VapiContext, fault: RestFault | undefined, status: number): void {
  const body = c.get("body");
  const variant = variantOf(emulator, c.req.path);
  emulator.requests.add({
    at: toIso(emulator.clock.now()),
    method: c.req.method,
    path: c.req.path,
    query: c.req.query(),
    ...(body === undefined ? {} : { body }),
    status,
    ...(variant === undefined ? {} : { variant }),
    ...(fault === undefined ? {} : { fault: Object.keys(fault).join(", ") }),
  });
}

function variantOf(emulator: Emulator, path: string): string | undefined {
  const [, kind, id = ""] = path.split("/");
  if (kind !== "tool" && kind !== "phone-number" && kind !== "credential") return undefined;
  const object = emulator.state.collection(kind).find(id);
  return textAt(object, kind === "tool" ? "type" : "provider");
}
