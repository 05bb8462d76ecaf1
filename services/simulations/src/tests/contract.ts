import { isWithheldName } from "@allokoli/shared/vapi/withheld";
import { createRoute, z } from "@hono/zod-openapi";
import {
  IdempotencyKey,
  IdParam,
  IfMatch,
  json,
  jsonBody,
  pageOf,
  PageQuery,
  problems,
} from "@allokoli/shared/http/contract";
import { isStorable } from "@allokoli/shared/http/storable";
import { EXAMPLE_TEST } from "./examples.ts";

/** Tests of one suite: so few that Vapi plays a run of all of them within about an hour. */
export const MAX_TESTS = 50;

const UNSTORABLE = "has a character that cannot be kept";
const text = (max: number) => z.string().trim().min(1).max(max).refine(isStorable, UNSTORABLE);

export const PERSONALITIES = ["calm", "hurried", "confused", "angry", "talkative", "hesitant"] as const;

export const Rubric = z.strictObject({
  text: text(1000).describe("What has to be so after the call, as one would tell a person who listened to it"),
  required: z.boolean().default(true).describe("False for what is only noted"),
});

const settings = {
  channel: z.enum(["chat", "voice"]).describe("In writing, quick and cheap; or spoken, as a caller would hear it"),
  language: z.enum(["fr", "en"]).describe("What the caller speaks"),
  script: text(8000).describe("Who the caller is, what they want and how they go about it"),
  personality: z.enum(PERSONALITIES),
  personalityDetails: text(1000).nullable().describe("What else is particular about the caller"),
  rubrics: z.array(Rubric).min(1).max(10),
  attempts: z.int().min(1).max(10).describe("How often the caller calls in a run: conversations differ"),
  variables: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]{0,39}$/)
        .refine((name) => !isWithheldName(name), "is a name of the voice provider's own"),
      text(500),
    )
    .refine((values) => Object.keys(values).length <= 40, "has more than 40 entries")
    .describe("Values for the `{{variables}}` of the prompts"),
  mocks: z
    .array(z.strictObject({ function: text(64), result: text(2000) }))
    .max(20)
    .describe("What a function answers in this test, instead of being called"),
};

export const TestSettings = z.object(settings);
export type TestSettings = z.infer<typeof TestSettings>;

/** The defaults for what a client leaves out of a new test. */
export const DEFAULT_TEST = {
  channel: "chat",
  language: "fr",
  personality: "calm",
  personalityDetails: null,
  attempts: 1,
  variables: {},
  mocks: [],
} as const satisfies Partial<TestSettings>;

export const CreateTest = z
  .strictObject({
    name: text(80).optional().describe("Needed unless `callId` is given"),
    callId: z.uuid().toLowerCase().optional().describe("A call that is over: what its caller said becomes the script"),
    ...z.strictObject(settings).partial().shape,
  })
  .openapi("CreateTest", {
    example: {
      name: "Rendez-vous pour un enfant",
      script: "Vous appelez pour votre fils de quatre ans, qui tousse. Vous êtes libre mercredi après quinze heures.",
      rubrics: [{ text: "L'assistant a demandé le nom et l'âge de l'enfant." }],
    },
  });
export type CreateTest = z.infer<typeof CreateTest>;

export const UpdateTest = z
  .strictObject({ name: text(80), ...settings })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateTest", { example: { attempts: 3, personality: "hurried" } });
export type UpdateTest = z.infer<typeof UpdateTest>;

export const Test = z
  .object({
    id: z.uuid(),
    suiteId: z.uuid(),
    name: z.string(),
    callId: z.uuid().nullable().describe("The call that it was made from"),
    ...settings,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("Test", { example: EXAMPLE_TEST });
export type Test = z.infer<typeof Test>;

export const TestParams = IdParam.extend({ testId: z.uuid() });

const answer = { ...json(Test), headers: z.object({ ETag: z.string() }) };
const tags = ["Test suites"];
const path = "/v1/test-suites/{id}/tests";

export const listTests = createRoute({
  method: "get",
  path,
  operationId: "listTests",
  summary: "List a suite's tests",
  tags,
  request: { params: IdParam, query: PageQuery },
  responses: { 200: json(pageOf(Test)), ...problems("not_found", "validation_failed") },
});

export const createTest = createRoute({
  method: "post",
  path,
  operationId: "createTest",
  summary: "Create a test",
  tags,
  description:
    "With `callId`, of a real call: its script is what the caller said, where names, numbers, addresses and dates of " +
    "birth are blanked as far as they can be recognized. Read it before it is run.",
  request: { params: IdParam, body: jsonBody(CreateTest), headers: IdempotencyKey },
  responses: {
    201: answer,
    ...problems(
      "limit_reached",
      "bad_json",
      "not_found",
      "conflict",
      "validation_failed",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
    ),
  },
});

export const getTest = createRoute({
  method: "get",
  path: `${path}/{testId}`,
  operationId: "getTest",
  summary: "Get a test",
  tags,
  request: { params: TestParams },
  responses: { 200: answer, ...problems("not_found", "validation_failed") },
});

export const updateTest = createRoute({
  method: "patch",
  path: `${path}/{testId}`,
  operationId: "updateTest",
  summary: "Update a test",
  tags,
  description:
    "Runs that have begun keep the test as it was. Where a publication depends on the test, only admins change more than its name.",
  request: { params: TestParams, headers: IfMatch, body: jsonBody(UpdateTest) },
  responses: {
    200: answer,
    ...problems("bad_json", "not_found", "precondition_failed", "validation_failed", "payload_too_large"),
  },
});

export const deleteTest = createRoute({
  method: "delete",
  path: `${path}/{testId}`,
  operationId: "deleteTest",
  summary: "Delete a test",
  tags,
  description: "What runs have found about it stays. Where a publication depends on the test, only admins delete it.",
  request: { params: TestParams, headers: IfMatch },
  responses: { 204: { description: "Gone" }, ...problems("not_found", "precondition_failed", "validation_failed") },
});
