import { timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { BASE_PATH } from "./auth.ts";
import type { Auth } from "./auth.ts";
import { errorResponse, toAuthError } from "./errors.ts";
import { adminRoutes } from "./routes/admin.ts";
import { emulatorRoutes } from "./routes/emulator.ts";
import { invitationRoutes } from "./routes/invitations.ts";
import { linkRoutes } from "./routes/links.ts";
import { publicRoutes } from "./routes/public.ts";
import { signupRoutes } from "./routes/signup.ts";
import { tokenRoutes } from "./routes/token.ts";
import { userRoutes } from "./routes/user.ts";
import { verifyRoutes } from "./routes/verify.ts";

const MAX_BODY_BYTES = 1_048_576;
/** Reached by a click in a mail or by a verifier that has no key. */
const OPEN_PATHS = new Set(["/verify", "/authorize", "/health", "/.well-known/jwks.json"]);

export function createApp(auth: Auth, logError: (message: string) => void): Hono {
  const app = new Hono();

  app.onError((err, c) => {
    const refusal = toAuthError(err);
    if (refusal.status >= 500) {
      const cause = refusal.cause instanceof Error ? `: ${refusal.cause.message}` : "";
      logError(`${c.req.method} ${c.req.path}: ${refusal.message}${cause}`);
    }
    return errorResponse(c, refusal);
  });
  app.notFound((c) => c.json({ message: "no Route matched with those values" }, 404));

  app.use(
    `${BASE_PATH}/*`,
    cors({
      origin: "*",
      allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
      exposeHeaders: ["X-Total-Count", "Link", "X-Supabase-Api-Version", "x-sb-error-code"],
      maxAge: 3_600,
    }),
    faulty(auth),
    requireApiKey(auth),
  );
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      // What is left of the body would be read as the connection's next request.
      onError: (c) => c.json({ message: "Request body too large" }, 413, { connection: "close" }),
    }),
  );

  app.route(BASE_PATH, publicRoutes(auth));
  app.route(BASE_PATH, signupRoutes(auth));
  app.route(BASE_PATH, tokenRoutes(auth));
  app.route(BASE_PATH, linkRoutes(auth));
  app.route(BASE_PATH, verifyRoutes(auth));
  app.route(BASE_PATH, userRoutes(auth));
  app.route(BASE_PATH, invitationRoutes(auth));
  app.route(BASE_PATH, adminRoutes(auth));
  app.route("/_emulator", emulatorRoutes(auth));
  app.get("/", (c) => c.redirect("/_emulator/mailbox"));
  return app;
}

function faulty(auth: Auth): MiddlewareHandler {
  return async (c, next) => {
    await auth.faults.wait(c.req.raw.signal);
    if (auth.faults.settings.down) return c.json({ message: "name resolution failed" }, 503);
    await next();
  };
}

/** The API gateway before GoTrue: no request without one of the project's keys. */
function requireApiKey(auth: Auth): MiddlewareHandler {
  const keys = [auth.apiKeys.anonKey, auth.apiKeys.serviceRoleKey].map((key) => Buffer.from(key));
  return async (c, next) => {
    if (OPEN_PATHS.has(c.req.path.slice(BASE_PATH.length))) return next();
    const presented = Buffer.from(c.req.header("apikey") ?? c.req.query("apikey") ?? "");
    if (presented.length === 0) {
      c.header("WWW-Authenticate", 'Key realm="kong"');
      return c.json({ message: "No API key found in request" }, 401);
    }
    if (!keys.some((key) => key.length === presented.length && timingSafeEqual(key, presented))) {
      return c.json({ message: "Invalid authentication credentials" }, 401);
    }
    return next();
  };
}
