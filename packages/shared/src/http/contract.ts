import { z } from "@hono/zod-openapi";
import { SCOPES } from "../scopes/scopes.ts";
import { NUMBER_FAULTS } from "./number-faults.ts";
import { PROBLEM_CODES, statusOf, type ProblemCode } from "./problem.ts";

/** A JSON body, for `createRoute`; `example` where that of the schema is not one of this answer. */
export const json = <Schema extends z.ZodType>(schema: Schema, description = "OK", example?: z.infer<Schema>) => ({
  content: { "application/json": { schema, ...(example !== undefined && { example }) } },
  description,
});

/** A JSON request body that must be there. */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({
  content: { "application/json": { schema } },
  required: true,
});

/** Any JSON value. The type is said outright: the OpenAPI generator cannot follow a schema that contains itself. */
export const JsonValue = z.json().openapi({ type: ["object", "array", "string", "number", "boolean", "null"] });

export const ProblemDetails = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(PROBLEM_CODES),
    detail: z.string().optional(),
    errors: z
      .array(
        z.object({
          path: z.string(),
          message: z.string(),
          code: z.enum(NUMBER_FAULTS).optional().describe("Of a telephone number: what is wrong with it"),
        }),
      )
      .optional(),
    limit: z
      .object({ name: z.string(), allowed: z.number(), used: z.number() })
      .optional()
      .describe("With `limit_reached`: what the plan allows, and what is used"),
    scopes: z.array(z.enum(SCOPES)).optional().describe("With `insufficient_scope`: the key needs any one of them"),
    tests: z
      .object({
        suiteId: z.uuid(),
        testIds: z.array(z.uuid()).nullable(),
        runId: z.uuid().nullable(),
        state: z.enum(["none", "running", "failed", "passed"]),
      })
      .optional()
      .describe("With `tests_not_passed`: the tests that have to pass, and the run that decides, when there is one"),
    requestId: z.string(),
  })
  .openapi("Problem");

const ALWAYS = [
  "unauthorized",
  "not_a_member",
  "role_too_low",
  "rate_limited",
  "internal",
  "database_unavailable",
  "organization_required",
  "auth_unavailable",
  "service_unavailable",
  "loop_detected",
] as const;

/** The problem answers of a route, by code; those that every route, or every route with a body, can give are added. */
export function problems(...codes: ProblemCode[]) {
  const byStatus = new Map<number, ProblemCode[]>();
  const withBody: ProblemCode[] = codes.includes("bad_json") ? ["unsupported_media_type"] : [];
  for (const code of [...codes, ...withBody, ...ALWAYS]) {
    const status = statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        content: { "application/problem+json": { schema: ProblemDetails } },
        description: list.join(", "),
      },
    ]),
  );
}

/** `{ items, nextCursor }`: a page of a keyset list. */
export const pageOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ items: z.array(schema), nextCursor: z.string().nullable() });

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).optional(),
});

export const IdParam = z.object({ id: z.uuid() });

/** `Idempotency-Key` on a POST that creates: 1 to 255 visible characters. */
export const IdempotencyKey = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, "has to be 1 to 255 visible characters")
    .optional(),
});

/** `If-Match` with an entity tag as we gave it. */
export const IfMatch = z.object({ "if-match": z.string().max(100).optional() });
