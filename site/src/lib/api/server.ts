import { env } from "cloudflare:workers";
import { createApi } from "./client.ts";

/** The origin for requests to the binding: any host does. */
export const GATEWAY_URL = "https://gateway.allokoli.internal";

/** The API for the pages: the server calls the same gateway as `/api/*`. */
export const createServerApi = (accessToken: string | undefined, organizationId: string | undefined) =>
  createApi(
    {
      baseUrl: GATEWAY_URL,
      fetch: (request) => env.GATEWAY.fetch(request),
      headers: {
        authorization: accessToken && `Bearer ${accessToken}`,
        "x-organization-id": organizationId,
      },
    },
    {
      onError({ error, schemaPath: path }) {
        console.error(JSON.stringify({ level: "error", message: "gateway unreachable", path, error: String(error) }));
      },
    },
  );
