import { openTo } from "../packages/shared/src/scopes/scopes.ts";

export type OpenApiOperation = {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  requestBody?: OpenApiBody;
  responses?: Record<string, OpenApiBody>;
};
export type OpenApiBody = { description?: string; content?: Record<string, OpenApiMedia> };
export type OpenApiMedia = { schema?: OpenApiSchema; example?: unknown };
/** The parts of a JSON Schema that are read here. */
export type OpenApiSchema = {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, OpenApiSchema>;
  items?: OpenApiSchema;
  example?: unknown;
};
export type OpenApiDocument = {
  openapi: string;
  info: object;
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, OpenApiOperation>>;
  /** The requests that we send to others. */
  webhooks?: Record<string, Record<string, OpenApiOperation>>;
  components?: Record<string, Record<string, unknown>>;
};

const SECURITY_SCHEMES = {
  bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "A person's Supabase access token." },
  apiKey: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "alk_",
    description:
      "An API key of an organization, which acts in its name with the key's role. It needs one of the scopes that an operation names.",
  },
};
/** Unless an operation says otherwise, a person or an API key may call it. */
export const SECURITY = [{ bearer: [] }, { apiKey: [] }];
const PEOPLE_ALONE = [{ bearer: [] }];
const ORGANIZATION_PARAMETER = {
  name: "X-Organization-Id",
  in: "header",
  required: false,
  description: "Which of your organizations this is for; not needed with only one",
  schema: { type: "string", format: "uuid" },
};

/**
 * Merges several documents. Each operation says which scope an API key needs, or that no key may call it. Throws when two documents define a name, such as
 * a path's method or a schema, in different ways.
 */
export function mergeDocuments(
  documents: readonly OpenApiDocument[],
  isForPeople: IsForPeople = () => false,
): OpenApiDocument {
  const [first] = documents;
  if (first === undefined) throw new Error("there is no document to merge");
  const paths: OpenApiDocument["paths"] = {};
  let webhooks: NonNullable<OpenApiDocument["webhooks"]> = {};
  const components: Record<string, Record<string, unknown>> = { securitySchemes: SECURITY_SCHEMES };
  for (const document of documents) {
    for (const [path, methods] of Object.entries(document.paths)) paths[path] = unite(paths[path], methods, path);
    webhooks = unite(webhooks, document.webhooks ?? {}, "the webhook");
    for (const [kind, entries] of Object.entries(document.components ?? {}))
      components[kind] = unite(components[kind], entries, kind);
  }
  return {
    ...first,
    paths: withKeys(withOrganization(sorted(paths)), isForPeople),
    ...(Object.keys(webhooks).length > 0 && { webhooks: sorted(webhooks) }),
    components: sorted(components),
  };
}

/** All faults of the document. */
export function requireSound(document: OpenApiDocument): void {
  const faults: string[] = [];
  const seen = new Map<string, string>();
  const described = new Set(document.tags?.map(({ name }) => name));
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const where = `${method.toUpperCase()} ${path}`;
      const { operationId } = operation;
      if (operationId === undefined) faults.push(`${where} has no operationId`);
      else if (seen.has(operationId)) faults.push(`${where} and ${seen.get(operationId)} are both ${operationId}`);
      else seen.set(operationId, where);
      if ((operation.tags ?? []).length === 0) faults.push(`${where} has no tag`);
      for (const tag of operation.tags ?? []) {
        if (!described.has(tag)) faults.push(`${where} has the tag ${tag}, which nothing says a word about`);
      }
      if ((operation.summary ?? "") === "") faults.push(`${where} has no summary`);
      if (operation.security?.length !== 0 && !hasProblems(operation)) faults.push(`${where} documents no problems`);
    }
  }
  if (faults.length > 0) throw new Error(`openapi.json would be wrong:\n${faults.join("\n")}`);
}

const hasProblems = ({ responses = {} }: OpenApiOperation) =>
  ["401", "403", "429", "500", "503"].every(
    (status) => responses[status]?.content?.["application/problem+json"] !== undefined,
  );

function unite<Value>(
  left: Record<string, Value> = {},
  right: Record<string, Value>,
  where: string,
): Record<string, Value> {
  const united = { ...left };
  for (const [name, value] of Object.entries(right)) {
    const other = united[name];
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(value)) {
      throw new Error(`two services say different things about ${where} ${name}`);
    }
    united[name] = value;
  }
  return united;
}

const sorted = <Value>(record: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).toSorted(([left], [right]) => (left < right ? -1 : 1)));

type IsForPeople = (path: string, method: string) => boolean;

/**
 * What an API key needs. A contract says it (`openTo`) where it is not the usual: `read` for what is asked, `write` for
 * what is changed. The gateway reads it here.
 */
function withKeys(paths: OpenApiDocument["paths"], isForPeople: IsForPeople): OpenApiDocument["paths"] {
  return mapOperations(paths, (operation, path, method) => {
    if (operation.security?.length === 0) return operation;
    const isPersonal = isForPeople(path, method.toUpperCase());
    const security = isPersonal ? PEOPLE_ALONE : (operation.security ?? openTo(method === "get" ? "read" : "write"));
    const { responses = {} } = operation;
    const refusal = isPersonal ? "not_for_api_keys" : "insufficient_scope";
    const description = [responses["403"]?.description, refusal].join(", ");
    return { ...operation, security, responses: { ...responses, 403: { ...responses["403"], description } } };
  });
}

const mapOperations = (
  paths: OpenApiDocument["paths"],
  change: (operation: OpenApiOperation, path: string, method: string) => OpenApiOperation,
): OpenApiDocument["paths"] =>
  Object.fromEntries(
    Object.entries(paths).map(([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([method, operation]) => [method, change(operation, path, method)]),
      ),
    ]),
  );

/** Paths that concern the person rather than one organization. */
const BEYOND_ORGANIZATIONS = new Set(["/v1/me", "/v1/organizations"]);

/** The gateway reads the header on every route of an organization, so that no contract has to repeat it. */
function withOrganization(paths: OpenApiDocument["paths"]): OpenApiDocument["paths"] {
  const parameters = [ORGANIZATION_PARAMETER];
  return mapOperations(paths, (operation, path) => {
    const about = operation.security?.length === 0 || BEYOND_ORGANIZATIONS.has(path);
    const own = "parameters" in operation && Array.isArray(operation.parameters) ? operation.parameters : [];
    return about ? operation : { ...operation, parameters: [...own, ...parameters] };
  });
}
