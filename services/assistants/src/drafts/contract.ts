import { createRoute, z } from "@hono/zod-openapi";
import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";
import { DRAFT_KINDS } from "@allokoli/shared/db/schema/index";
import { IdParam, IfMatch, json, jsonBody, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import type { DraftKind } from "./store.ts";

/** Who changed a draft, in the examples. */
export const EXAMPLE_AUTHOR = { id: EXAMPLE_IDS.person, name: "Camille Durand" };

const Person = z.object({ id: z.uuid(), name: z.string().nullable() }).nullable();

/** What a draft has beside its change. */
const draftFields = {
  isBehind: z.boolean().describe("Other settings were published since: `rebase` takes the draft further, over them"),
  author: Person.describe("Who changed it last"),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};

const ListedDraft = z
  .object({
    kind: z.enum(DRAFT_KINDS),
    id: z.uuid().describe("Of the assistant, squad or workflow"),
    author: draftFields.author,
    createdAt: draftFields.createdAt,
    updatedAt: draftFields.updatedAt,
  })
  .openapi("ListedDraft", {
    example: { kind: "assistant", id: EXAMPLE_IDS.assistant, author: EXAMPLE_AUTHOR, ...EXAMPLE_TIMES },
  });

export const listDrafts = createRoute({
  method: "get",
  path: "/v1/drafts",
  operationId: "listDrafts",
  summary: "List the drafts that wait",
  description: "Newest first, without their changes.",
  tags: ["Drafts"],
  request: { query: PageQuery.extend({ kind: z.enum(DRAFT_KINDS).optional().describe("Only those of this kind") }) },
  responses: { 200: json(pageOf(ListedDraft)), ...problems("validation_failed") },
});

const KEEPS = z.object({
  rebase: z.enum(["true", "false"]).default("false").describe("`true`: the change is meant over what is published now"),
});

const PUBLISHES = z.object({
  despiteTests: z
    .enum(["true", "false"])
    .default("false")
    .describe("`true`: although the tests of its gate have not passed. For admins, and written into the log"),
});

const ETagged = z.object({ ETag: z.string() });
const changing = ["bad_json", "validation_failed", "payload_too_large", "not_found", "precondition_failed"] as const;

type Named = { kind: DraftKind; name: string; Name: string; path: string; tag: string };

/**
 * The four routes of a draft: read, keep, discard, publish. `shape.change` is the body of the PATCH that publishing is,
 * `shape.base` what the draft was begun with, and `Published` what publishing answers.
 */
export function draftContract<
  Shape extends z.ZodRawShape & { change: z.ZodType; base: z.ZodType },
  Published extends z.ZodType,
>({ name, Name, path, tag }: Named, shape: Shape, Published: Published, example: object) {
  const Change: Shape["change"] = shape.change;
  const Draft = z.object({ ...shape, ...draftFields }).openapi(`${Name}Draft`, { example });
  const answer = { ...json(Draft), headers: ETagged };
  return {
    get: createRoute({
      method: "get",
      path: `${path}/{id}/draft`,
      operationId: `get${Name}Draft`,
      summary: `Get the draft of a ${name}`,
      description: "`not_found` when there is none: what answers the telephone is then all that there is.",
      tags: [tag],
      request: { params: IdParam },
      responses: { 200: answer, ...problems("not_found", "validation_failed") },
    }),
    keep: createRoute({
      method: "put",
      path: `${path}/{id}/draft`,
      operationId: `keep${Name}Draft`,
      summary: `Keep a draft of a ${name}`,
      description:
        'Takes the place of the draft before. The body is that of the PATCH which publishes it; only its form is checked, so that unfinished work can be kept. `If-Match` is the draft\'s own ETag, or `"0"` for the first: then it is `precondition_failed` when somebody else has begun one.',
      tags: [tag],
      request: { params: IdParam, headers: IfMatch, query: KEEPS, body: jsonBody(Change) },
      responses: { 200: answer, ...problems(...changing) },
    }),
    discard: createRoute({
      method: "delete",
      path: `${path}/{id}/draft`,
      operationId: `discard${Name}Draft`,
      summary: `Discard the draft of a ${name}`,
      tags: [tag],
      request: { params: IdParam, headers: IfMatch },
      responses: { 204: { description: "Gone" }, ...problems("not_found", "precondition_failed", "validation_failed") },
    }),
    publish: createRoute({
      method: "post",
      path: `${path}/{id}/publish`,
      operationId: `publish${Name}Draft`,
      summary: `Publish the draft of a ${name}`,
      description:
        "What a PATCH with its change does, all checks included; then there is no draft any more. `precondition_failed` when something else was published since the draft was begun, or the draft is not the one of `If-Match`; `tests_not_passed` when it has a gate whose tests have not passed with exactly this draft.",
      tags: [tag],
      request: { params: IdParam, headers: IfMatch, query: PUBLISHES },
      responses: {
        200: { ...json(Published), headers: ETagged },
        ...problems("vapi_refused", "tests_not_passed", ...changing),
      },
    }),
  };
}

const Version = {
  version: z.int(),
  name: z.string(),
  author: Person.describe("Who published what took its place"),
  replacedAt: z.iso.datetime(),
};

/** The routes of what was published before: the list, one, and the way back to it. */
export function replacedContract<Settings extends z.ZodType, Published extends z.ZodType>(
  { name, Name, path, tag }: Named,
  Settings: Settings,
  Published: Published,
  example: { version: object; settings: object },
) {
  const Summary = z.object(Version).openapi(`${Name}VersionSummary`, { example: example.version });
  const Whole = z
    .object({ ...Version, settings: Settings })
    .openapi(`${Name}Version`, { example: { ...example.version, settings: example.settings } });
  const params = IdParam.extend({ version: z.coerce.number().int().min(1).max(2_147_483_647) });
  return {
    list: createRoute({
      method: "get",
      path: `${path}/{id}/versions`,
      operationId: `list${Name}Versions`,
      summary: `List what a ${name} was before`,
      description: "Newest first; what is published now is not among them. The last hundred are kept.",
      tags: [tag],
      request: { params: IdParam, query: PageQuery },
      responses: { 200: json(pageOf(Summary)), ...problems("not_found", "validation_failed") },
    }),
    get: createRoute({
      method: "get",
      path: `${path}/{id}/versions/{version}`,
      operationId: `get${Name}Version`,
      summary: `Get a ${name} as it was`,
      tags: [tag],
      request: { params },
      responses: { 200: json(Whole), ...problems("not_found", "validation_failed") },
    }),
    restore: createRoute({
      method: "post",
      path: `${path}/{id}/versions/{version}/restore`,
      operationId: `restore${Name}Version`,
      summary: `Publish a ${name} as it was`,
      tags: [tag],
      request: { params, headers: IfMatch },
      responses: { 200: { ...json(Published), headers: ETagged }, ...problems("vapi_refused", ...changing) },
    }),
  };
}
