import { defineApp, version as platformVersion } from "zapier-platform-core";
import { tellProblem, withKey } from "./api.ts";
import { authentication } from "./authentication.ts";
import { creates } from "./creates.ts";
import { lists } from "./lists.ts";
import { searches } from "./searches.ts";
import { eventTriggers } from "./triggers.ts";

/** That of package.json, which lies outside of what is built; a test compares them. */
const VERSION = "1.0.0";

/** AlloKoli in Zapier. */
export default defineApp({
  version: VERSION,
  platformVersion,
  authentication,
  beforeRequest: [withKey],
  afterResponse: [tellProblem],
  triggers: { ...eventTriggers, ...lists },
  creates,
  searches,
});
