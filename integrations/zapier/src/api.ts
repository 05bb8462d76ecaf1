import type { AfterResponseMiddleware, BeforeRequestMiddleware, ZObject } from "zapier-platform-core";

/** A list as the API answers it. */
export type Page<Item> = { items: Item[]; nextCursor: string | null };

/** @throws {Error} when nobody has said where that is (docs/zapier.md) */
function addressIn(variable: "ALLOKOLI_API_URL" | "ALLOKOLI_SITE_URL", path: string): string {
  const base = process.env[variable] ?? "";
  if (base === "") throw new Error(`${variable} is not set.`);
  return new URL(path, base).href;
}

const apiUrl = (path: string) => addressIn("ALLOKOLI_API_URL", path);

/** A page of the dashboard. */
export const siteUrl = (path: string) => addressIn("ALLOKOLI_SITE_URL", path);

/** Every request carries the key of the connection, and goes nowhere but to the API. */
export const withKey: BeforeRequestMiddleware = (request, _z, bundle) => {
  const key = bundle?.authData["apiKey"];
  if (key !== undefined && request.url?.startsWith(apiUrl("/v1/")) === true) {
    request.headers = { ...request.headers, authorization: `Bearer ${key}` };
  }
  return request;
};

type Problem = {
  code?: string;
  title?: string;
  detail?: string;
  scopes?: string[];
  errors?: { path: string; message: string }[];
};

/** A refusal in words for whoever reads the Zap's history. A key that is over asks for another connection. */
export const tellProblem: AfterResponseMiddleware = (response, z) => {
  if (response.status < 400) return response;
  response.skipThrowForStatus = true;
  const { code = "internal", title = "The request failed.", detail, scopes, errors = [] } = problemIn(response.content);
  const fields = errors.map(({ path, message }) => `${path} ${message}`);
  const needs = scopes === undefined ? [] : [`Give the API key one of these: ${scopes.join(", ")}.`];
  const words = [detail ?? title, ...fields, ...needs].join(" ");
  if (response.status === 401) throw new z.errors.RefreshAuthError(words);
  if (response.status === 429 || response.status === 503) {
    throw new z.errors.ThrottledError(words, Number(response.getHeader("retry-after") ?? 60));
  }
  throw new z.errors.Error(words, code, response.status);
};

function problemIn(content: string): Problem {
  try {
    // RFC 9457: every error of the API has this shape; a proxy's has not.
    return JSON.parse(content) as Problem;
  } catch {
    return {};
  }
}

/** A request to the API, and the JSON of its answer. */
export async function ask<Answer>(
  z: ZObject,
  path: string,
  options: { method?: "GET" | "POST" | "PATCH" | "DELETE"; params?: Record<string, string>; body?: object } = {},
): Promise<Answer> {
  const { method = "GET", params, body } = options;
  const response = await z.request<Answer>({
    url: apiUrl(path),
    method,
    ...(params && { params }),
    ...(body && { body }),
  });
  return response.data;
}
