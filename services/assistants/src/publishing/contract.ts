import { createRoute, z } from "@hono/zod-openapi";
import { PLAN_STATES } from "@allokoli/shared/db/schema/index";
import { IdParam, IfMatch, json, jsonBody, problems } from "@allokoli/shared/http/contract";
import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";
import { Moment } from "@allokoli/shared/http/moment";
import { PROBLEM_CODES } from "@allokoli/shared/http/problem";
import type { DraftKind } from "@allokoli/shared/rpc/drafts";

/** As many tests as a suite has at most. */
const MAX_TESTS = 50;
/** Nobody plans a change of what answers the telephone for longer. */
export const MAX_PLANNED_DAYS = 90;

const testId = z.uuid().toLowerCase();

export const KeepGate = z
  .strictObject({
    suiteId: z.uuid().toLowerCase(),
    testIds: z
      .array(testId)
      .min(1)
      .max(MAX_TESTS)
      .refine((ids) => new Set(ids).size === ids.length, "names a test twice")
      .nullable()
      .default(null)
      .describe("Some tests of the suite; null for all that it has at the time"),
  })
  .openapi("KeepPublishGate", { example: { suiteId: EXAMPLE_IDS.testSuite } });

const GATE = {
  suiteId: EXAMPLE_IDS.testSuite,
  suiteName: "Prise de rendez-vous",
  testIds: null,
  testCount: 4,
  draft: { state: "passed", runId: EXAMPLE_IDS.run },
};
const gate = z.object({
  suiteId: z.uuid(),
  suiteName: z.string(),
  testIds: z.array(z.uuid()).nullable(),
  testCount: z.int().describe("How many tests that is; a gate without any lets nothing through"),
  draft: z
    .object({
      state: z.enum(["none", "running", "passed", "failed"]),
      runId: z.uuid().nullable(),
    })
    .nullable()
    .describe(
      "How the latest run of these tests came out that played exactly the draft as it is kept; null without a draft",
    ),
});
export const PublishGate = gate.openapi("PublishGate", { example: GATE });

export const PlanPublication = z
  .strictObject({
    at: Moment.nullable()
      .default(null)
      .describe("Not before that; null for as soon as the tests of the gate have passed, which are being run"),
  })
  .openapi("PlanPublication", { example: { at: "2027-01-04T07:00:00+01:00" } });

const PLAN = {
  at: "2027-01-04T06:00:00.000Z",
  state: "waiting",
  problem: null,
  askedBy: { id: EXAMPLE_IDS.person, name: "Camille Durand" },
  createdAt: EXAMPLE_TIMES.createdAt,
};
const plan = z.object({
  at: z.iso.datetime().nullable(),
  state: z.enum(PLAN_STATES).describe("`failed`: it was not published, and is not tried again"),
  problem: z.object({ code: z.enum(PROBLEM_CODES), detail: z.string().nullable() }).nullable(),
  askedBy: z.object({ id: z.uuid(), name: z.string().nullable() }),
  createdAt: z.iso.datetime(),
});
export const PublishPlan = plan.openapi("PublishPlan", { example: PLAN });

// Of the bare schemas: one with a name would be nullable wherever it stands.
export const Publication = z
  .object({ gate: gate.nullable(), plan: plan.nullable() })
  .openapi("Publishing", { example: { gate: GATE, plan: PLAN } });

type Named = { kind: DraftKind; Name: string; path: string; tag: string };

/** What stands before the publication of one kind: its gate, and when its draft is to be published. */
export function publishingContract({ kind, Name, path, tag }: Named) {
  const tags = [tag];
  const a = kind === "assistant" ? "an assistant" : `a ${kind}`;
  return {
    get: createRoute({
      method: "get",
      path: `${path}/{id}/publishing`,
      operationId: `get${Name}Publishing`,
      summary: `See what stands before the publication of ${a}`,
      tags,
      request: { params: IdParam },
      responses: { 200: json(Publication), ...problems("not_found", "validation_failed") },
    }),
    keepGate: createRoute({
      method: "put",
      path: `${path}/{id}/gate`,
      operationId: `keep${Name}Gate`,
      summary: `Publish ${a} only when tests have passed`,
      description:
        "For admins. From then on a draft is published only after a run of these tests against exactly that draft has passed, and a PATCH, which publishes at once, is `tests_not_passed`. What was published before may be restored.",
      tags,
      request: { params: IdParam, body: jsonBody(KeepGate) },
      responses: {
        200: json(PublishGate),
        ...problems("bad_json", "validation_failed", "payload_too_large", "not_found"),
      },
    }),
    removeGate: createRoute({
      method: "delete",
      path: `${path}/{id}/gate`,
      operationId: `remove${Name}Gate`,
      summary: `Publish ${a} without tests again`,
      description: "For admins.",
      tags,
      request: { params: IdParam },
      responses: { 204: { description: "Gone" }, ...problems("not_found", "validation_failed") },
    }),
    plan: createRoute({
      method: "put",
      path: `${path}/{id}/draft/plan`,
      operationId: `plan${Name}Publication`,
      summary: `Publish the draft of ${a} later`,
      description: `It is published then as if whoever asks for it did so at that moment, with all checks, that of the gate included: a run of its tests has to have passed, or to be going on, whose end is then waited for. The plan holds for this revision of the draft and goes when the draft is changed. At most ${MAX_PLANNED_DAYS} days ahead. When it cannot be published, there is the event \`draft.failed\`.`,
      tags,
      request: { params: IdParam, headers: IfMatch, body: jsonBody(PlanPublication) },
      responses: {
        200: json(PublishPlan),
        ...problems(
          "bad_json",
          "validation_failed",
          "payload_too_large",
          "not_found",
          "precondition_failed",
          "tests_not_passed",
        ),
      },
    }),
    dropPlan: createRoute({
      method: "delete",
      path: `${path}/{id}/draft/plan`,
      operationId: `drop${Name}Publication`,
      summary: `Do not publish the draft of ${a} later`,
      tags,
      request: { params: IdParam },
      responses: { 204: { description: "Gone" }, ...problems("not_found", "validation_failed") },
    }),
  };
}
