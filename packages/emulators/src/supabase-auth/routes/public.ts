import { Hono } from "hono";
import type { Auth } from "../auth.ts";
import { invalidRequest } from "../errors.ts";

const PROVIDERS = [
  "anonymous_users",
  "apple",
  "azure",
  "bitbucket",
  "discord",
  "facebook",
  "figma",
  "fly",
  "github",
  "gitlab",
  "google",
  "keycloak",
  "kakao",
  "linkedin",
  "linkedin_oidc",
  "notion",
  "phone",
  "slack",
  "slack_oidc",
  "snapchat",
  "spotify",
  "twitch",
  "twitter",
  "workos",
  "x",
  "zoom",
] as const;

export function publicRoutes(auth: Auth): Hono {
  const routes = new Hono();

  // Needs no database: verifiers go on while Postgres is away.
  routes.get("/.well-known/jwks.json", (c) => {
    if (auth.faults.settings.jwksDown) return c.json({ message: "name resolution failed" }, 503);
    c.header("Cache-Control", "public, max-age=600");
    return c.json(auth.keys.publicKeySet());
  });

  routes.get("/health", (c) =>
    c.json({
      version: "v2.189.0",
      name: "GoTrue",
      description: "GoTrue is a user registration and authentication API",
    }),
  );

  routes.get("/settings", (c) =>
    c.json({
      external: { ...Object.fromEntries(PROVIDERS.map((provider) => [provider, false])), email: true },
      disable_signup: false,
      mailer_autoconfirm: auth.autoConfirm,
      phone_autoconfirm: false,
      sms_provider: "",
      saml_enabled: false,
    }),
  );

  routes.get("/authorize", () => {
    throw invalidRequest("Unsupported provider: provider is not enabled");
  });

  return routes;
}
