import { env } from "cloudflare:workers";

/** Where programs reach the API, without a slash at its end; undefined where the deployment does not say it. */
export const apiAddress = (): string | undefined => env.PUBLIC_API_URL?.replace(/\/+$/, "") || undefined;
