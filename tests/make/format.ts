import { z } from "zod";

// What a component of a custom app may have, by Make's documentation (developers.make.com/custom-apps-documentation) and the
// editor's own rules: integromat/vscode-apps-sdk, syntaxes/imljson/schemas. Only what this app uses is allowed.

const Iml = z.string().min(1).max(1024);
const Url = z.string().min(1).max(512);
/** `type` is an expression; which types there are is held by a test. */
const Errors = z.strictObject({ message: Iml, type: Iml });
export const ERROR_TYPES = [
  "RuntimeError",
  "DataError",
  "RateLimitError",
  "OutOfSpaceError",
  "ConnectionError",
  "InvalidConfigurationError",
  "InvalidAccessTokenError",
  "IncompleteDataError",
  "DuplicateDataError",
];
const Flat = z.union([Iml, z.record(z.string(), z.union([Iml, z.number(), z.boolean()]))]);
const Log = z.strictObject({ sanitize: z.array(z.string().startsWith("request.")).min(1) });
const Method = z.union([z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]), z.string().regex(/^\{\{.*\}\}$/)]);

const request = {
  url: Url,
  method: Method,
  headers: Flat.optional(),
  qs: Flat.optional(),
  body: z.unknown().optional(),
};
const Pagination = z.strictObject({ qs: Flat, condition: Iml });

/** What every request of a module or an RPC inherits. */
export const Base = z.strictObject({
  baseUrl: Url,
  headers: z.record(z.string(), Iml),
  response: z.strictObject({ error: Errors }),
  log: Log,
});

/** A connection has no base, one request, and saves what names it. */
export const ConnectionCommunication = z.strictObject({
  ...request,
  response: z.strictObject({
    metadata: z.strictObject({ type: z.enum(["text", "email"]), value: Iml }),
    uid: Iml,
    error: Errors,
  }),
  log: Log,
});

/** A request of a module or an RPC. An address that does not begin with a slash would leave the base, with the key. */
export const Communication = z.strictObject({
  ...request,
  url: Url.startsWith("/v1/"),
  response: z.strictObject({ output: z.json(), iterate: Iml.optional(), limit: Iml.optional() }),
  pagination: Pagination.optional(),
});

export const Attach = z.strictObject({
  ...request,
  url: Url.startsWith("/v1/"),
  method: z.literal("POST"),
  response: z.strictObject({ data: z.record(z.string(), Iml) }),
});
export const Detach = z.strictObject({ url: Url.startsWith("/v1/"), method: z.literal("DELETE") });
export const WebhookCommunication = z.strictObject({ output: Iml });

const TYPES = [
  "any",
  "array",
  "boolean",
  "collection",
  "date",
  "number",
  "password",
  "select",
  "text",
  "uinteger",
  "url",
] as const;
const Option = z.strictObject({ label: z.string().min(1).max(256), value: z.string() });

/** A field of a form. */
export const Parameter = z.strictObject({
  name: z.string().min(1).max(128),
  type: z.enum(TYPES),
  label: z.string().min(1).max(256),
  help: z.string().min(1).optional(),
  required: z.boolean().optional(),
  advanced: z.boolean().optional(),
  editable: z.boolean().optional(),
  multiline: z.boolean().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  options: z.union([z.string().startsWith("rpc://"), z.array(Option).min(1)]).optional(),
  validate: z.strictObject({ max: z.number().optional() }).optional(),
});
export const Parameters = z.array(Parameter).min(1);
export type Parameter = z.infer<typeof Parameter>;

/** A field of what a module gives. */
export type Field = { name: string; type: string; label: string; spec?: Field[] | { type: string } | undefined };
const Field: z.ZodType<Field> = z.lazy(() =>
  z
    .strictObject({
      name: z.string().min(1),
      type: z.enum(TYPES),
      label: z.string().min(1),
      spec: z.union([z.array(Field), z.strictObject({ type: z.enum(TYPES) })]).optional(),
    })
    .refine(({ type, spec }) => spec === undefined || type === "collection" || type === "array", "has no parts"),
);
export const Interface = z.array(Field).min(1);
export const Samples = z.record(z.string(), z.unknown());
export const Groups = z.array(z.strictObject({ label: z.string().min(1), modules: z.array(z.string()).min(1) }));

const codeFiles = z.record(z.string(), z.string().regex(/^[\w/.-]+\.json$/));
const NAME = /^[a-z][a-z0-9-]{2,47}$/;
const components = <Component>(component: z.ZodType<Component>) => z.record(z.string().regex(NAME), component);
/** Labels of modules are in title case and begin with a verb; descriptions are a sentence. */
const label = z
  .string()
  .regex(/^[A-Z]/)
  .max(64);
const description = z
  .string()
  .regex(/^[A-Z].*\.$/)
  .max(256);

/** `makecomapp.json`, from which the editor for VS Code deploys an app. */
export const App = z.strictObject({
  fileVersion: z.literal(1),
  generalCodeFiles: z.strictObject({ base: z.string(), common: z.null(), groups: z.string(), readme: z.string() }),
  components: z.strictObject({
    connection: components(z.strictObject({ label, connectionType: z.literal("basic"), codeFiles })),
    webhook: components(z.strictObject({ label, webhookType: z.literal("web"), connection: z.string(), codeFiles })),
    module: components(
      z.strictObject({
        label,
        description,
        moduleType: z.enum(["action", "search", "instant_trigger", "universal"]),
        connection: z.string(),
        webhook: z.string().optional(),
        actionCrud: z.enum(["create", "read", "update", "delete"]).optional(),
        codeFiles,
      }),
    ),
    rpc: components(z.strictObject({ label, connection: z.string(), codeFiles })),
    function: z.strictObject({}),
  }),
  origins: z.tuple([]),
});
export type App = z.infer<typeof App>;

/** Kind of component → kind of file → what it has to be. */
export const FILES: Record<string, Record<string, z.ZodType>> = {
  connection: { communication: ConnectionCommunication, params: Parameters },
  webhook: { communication: WebhookCommunication, attach: Attach, detach: Detach },
  module: { communication: Communication, mappableParams: Parameters, interface: Interface, samples: Samples },
  rpc: { communication: Communication },
};
