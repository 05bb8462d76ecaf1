import type { Authentication } from "zapier-platform-core";
import { ask, siteUrl } from "./api.ts";

/** An API key of the organization, with the scopes that the triggers and actions in use need. */
export const authentication = {
  type: "custom",
  fields: [
    {
      key: "apiKey",
      label: "API Key",
      type: "password",
      required: true,
      helpText: `Make a key for Zapier under [Settings, API keys](${siteUrl("/settings/api-keys/new?for=zapier")}) and paste it here.`,
    },
  ],
  test: (z) => ask(z, "/v1/me"),
  // The answer of the test: the organization and the name of the key.
  connectionLabel: "{{label}}",
} satisfies Authentication;
