import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./types.ts";

/** Where the API is, and as whom it is asked. */
export type Connection = {
  /** Such as `https://api.example.com`, without `/v1`. */
  baseUrl: string;
  /** An API key (`alk_…`), or a person's access token. */
  token: string;
  /** Which of a person's organizations; a key has one. */
  organizationId?: string;
};

/**
 * The API by the paths of its OpenAPI document. Each request resolves to `{ data, error, response }`: `data` of the
 * operation's type, or `error`, a problem with a `code`. It rejects only where the API cannot be reached.
 */
export type Allokoli = Client<paths>;

export const createAllokoli = (connection: Connection): Allokoli =>
  createClient<paths>({ baseUrl: connection.baseUrl, headers: headersOf(connection) });

/** What every request says. */
export const headersOf = ({ token, organizationId }: Connection): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  ...(organizationId !== undefined && { "x-organization-id": organizationId }),
});
