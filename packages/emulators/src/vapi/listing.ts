import { badRequest } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { StoredObject } from "./state.ts";

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

const COMPARISONS = {
  Gt: (value: string, bound: string) => value > bound,
  Lt: (value: string, bound: string) => value < bound,
  Ge: (value: string, bound: string) => value >= bound,
  Le: (value: string, bound: string) => value <= bound,
} as const;

export type Query = Record<string, string>;

function toWhole(query: Query, name: string, low: number, high: number, otherwise: number): number {
  const text = query[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value)) throw badRequest([`${name} must be a number conforming to the specified constraints`]);
  if (value < low) throw badRequest([`${name} must not be less than ${low}`]);
  if (value > high) throw badRequest([`${name} must not be greater than ${high}`]);
  return Math.floor(value);
}

function datesMatch(object: StoredObject, query: Query): boolean {
  for (const field of ["createdAt", "updatedAt"] as const) {
    for (const [suffix, holds] of Object.entries(COMPARISONS)) {
      const name = `${field}${suffix}`;
      const text = query[name];
      if (text === undefined) continue;
      const bound = new Date(text);
      if (Number.isNaN(bound.getTime())) throw badRequest([`${name} must be a valid ISO 8601 date string`]);
      if (!holds(object[field], bound.toISOString())) return false;
    }
  }
  return true;
}

/** The endpoints that answer a plain array: date bounds and `limit`, no page. */
export function listPlain<Kept extends StoredObject>(
  objects: Kept[],
  query: Query,
  matches: (object: Kept) => boolean = () => true,
): Kept[] {
  const limit = toWhole(query, "limit", 0, MAX_LIMIT, DEFAULT_LIMIT);
  return objects.filter((object) => datesMatch(object, query) && matches(object)).slice(0, limit);
}

/** The endpoints that answer `{results, metadata}`. */
export function listPaged<Kept extends StoredObject>(
  objects: Kept[],
  query: Query,
  matches: (object: Kept) => boolean = () => true,
  view: (object: Kept) => JsonObject = (object) => object,
): JsonObject {
  const itemsPerPage = toWhole(query, "limit", 0, MAX_LIMIT, DEFAULT_LIMIT);
  const currentPage = toWhole(query, "page", 1, Number.MAX_SAFE_INTEGER, 1);
  const sortOrder = query["sortOrder"] ?? "DESC";
  if (sortOrder !== "ASC" && sortOrder !== "DESC") {
    throw badRequest(["sortOrder must be one of the following values: ASC, DESC"]);
  }
  const found = objects.filter((object) => datesMatch(object, query) && matches(object));
  if (sortOrder === "ASC") found.reverse();
  const start = (currentPage - 1) * itemsPerPage;
  const totalPages = itemsPerPage === 0 ? 0 : Math.ceil(found.length / itemsPerPage);
  return {
    results: found.slice(start, start + itemsPerPage).map(view),
    metadata: {
      itemsPerPage,
      totalItems: found.length,
      currentPage,
      totalPages,
      hasNextPage: currentPage < totalPages,
      sortOrder,
    },
  };
}

/** `name=a,b` in a query: true when the value is one of them, or when nothing was asked. */
export function anyOf(query: Query, name: string, value: unknown): boolean {
  const text = query[name];
  if (text === undefined) return true;
  return typeof value === "string" && text.split(",").includes(value);
}
