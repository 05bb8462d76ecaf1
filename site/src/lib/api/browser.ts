import { defaultPathSerializer } from "openapi-fetch";
import { createApi, type Answer } from "./client.ts";

/** How the API is reached through a site: `/api/x` for `/v1/x`. */
export const throughSite = (origin = "") => ({
  baseUrl: `${origin}/api`,
  pathSerializer: (url: string, parameters: Record<string, unknown>) =>
    defaultPathSerializer(url.replace(`${origin}/api/v1/`, `${origin}/api/`), parameters),
});

/** The API through the site, which adds the session's token: scripts never see it. */
export const api = createApi(throughSite());

/** Whether to go on watching after an answer: not when the session, the membership or the resource is gone. */
export const mayStillWatch = (answer: Answer<unknown>) => answer.ok || ![401, 403, 404].includes(answer.problem.status);
