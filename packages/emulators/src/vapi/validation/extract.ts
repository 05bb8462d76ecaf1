type Node = { [key: string]: unknown };

/** The kinds of tools that may be kept at Vapi on their own; those of a calendar or a sheet are nobody's here. */
const TOOLS = ["ApiRequest", "Dtmf", "EndCall", "Function", "Handoff", "Query", "Sms", "TransferCall", "Voicemail"];

const ROOTS = [
  "CreateAssistantDTO",
  "UpdateAssistantDTO",
  "AssistantOverrides",
  "CreateCallDTO",
  "UpdateCallDTO",
  "CreateWebCallDTO",
  "CreateChatDTO",
  "CreateSessionDTO",
  "UpdateSessionDTO",
  "CreateSquadDTO",
  "UpdateSquadDTO",
  ...TOOLS.flatMap((kind) => [`Create${kind}ToolDTO`, `Update${kind}ToolDTO`]),
  "CreateSimulationRunDTO",
  "DeleteCallDTO",
  "UpdateOrgDTO",
  "CreateWebhookCredentialDTO",
  "UpdateWebhookCredentialDTO",
  ...["Vonage", "ByoSipTrunk"].flatMap((provider) => [
    `Create${provider}CredentialDTO`,
    `Update${provider}CredentialDTO`,
  ]),
  ...["Byo", "Twilio", "Vonage", "Vapi", "Telnyx"].flatMap((provider) => [
    `Create${provider}PhoneNumberDTO`,
    `Update${provider}PhoneNumberDTO`,
  ]),
];

// Retired at Vapi, or too wide to be worth carrying: any object passes.
const OPAQUE = new Set(["CreateWorkflowDTO", "WorkflowOverrides"]);
const DROPPED = new Set([
  "description",
  "title",
  "example",
  "examples",
  "default",
  "deprecated",
  "format",
  "discriminator",
]);
const PREFIX = "#/components/schemas/";

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

function readPublished(source: unknown): Node {
  const components = isNode(source) ? source["components"] : undefined;
  const schemas = isNode(components) ? components["schemas"] : undefined;
  if (!isNode(schemas)) throw new Error("no components.schemas in the document");
  return schemas;
}

/**
 * The shapes of what is sent to Vapi, from its OpenAPI document. Two keywords of our own take the place of references, so
 * that only what a body really holds is ever compiled: `is` and `union`.
 * @throws when the document lacks one of them
 */
export function extractSchemas(document: unknown): Node {
  const published = readPublished(document);
  const kept: Node = {};
  const waiting = [...ROOTS];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name in kept) continue;
    if (!(name in published)) throw new Error(`no schema ${name}`);
    kept[name] = trimmed(published[name], false);
  }
  return kept;

  /** `names` is true where keys are property names, not keywords. */
  function trimmed(value: unknown, names: boolean): unknown {
    if (Array.isArray(value)) return value.map((item) => trimmed(item, false));
    if (!isNode(value)) return value;
    const reference = value["$ref"];
    if (!names && typeof reference === "string") {
      const name = reference.slice(PREFIX.length);
      if (OPAQUE.has(name)) return { type: "object" };
      waiting.push(name);
      return { is: name };
    }
    // `{allOf: [one]}` is how the generator hangs a description on a reference.
    const all = value["allOf"];
    if (!names && Array.isArray(all) && all.length === 1) return trimmed(all[0], false);
    const out: Node = {};
    for (const [key, item] of Object.entries(value)) {
      if (!names && DROPPED.has(key)) continue;
      if (!names && key === "enum") {
        // On an array the generator repeats the enum of its items; on `object` it forgot the type.
        if (Array.isArray(item) && item.length > 0 && value["type"] !== "array") out[key] = item;
      } else if (!names && key === "type" && item === "object" && "enum" in value) continue;
      // Written as a literal, slashes included.
      else if (!names && key === "pattern" && typeof item === "string") out[key] = item.replace(/^\/(.*)\/$/, "$1");
      else if (key === "excludedStatusCodes") out[key] = { type: "array", items: { type: "number" } };
      else out[key] = trimmed(item, !names && key === "properties");
    }
    return discriminated(out);
  }

  /**
   * Turns a union whose branches are told apart by one constant into `{union: {tag, branches}}`.
   */
  function discriminated(schema: Node): Node {
    const branches = schema["oneOf"];
    if (!Array.isArray(branches)) return schema;
    for (const tag of ["provider", "type", "on", "key"]) {
      const entries = branches.flatMap((branch) => {
        const values = tagValues(branch, tag) ?? [undefined];
        return values.map((value) => [value, nameOf(branch)] as const);
      });
      const values = entries.map(([value]) => value);
      const whole = entries.every(([value, name]) => value !== undefined && name !== undefined);
      if (whole && new Set(values).size === values.length) {
        return { union: { tag, branches: Object.fromEntries(entries) } };
      }
    }
    const { oneOf: _, ...rest } = schema;
    return { ...rest, anyOf: branches };
  }

  function nameOf(branch: unknown): string | undefined {
    const name = isNode(branch) ? branch["is"] : undefined;
    return typeof name === "string" ? name : undefined;
  }

  function tagValues(branch: unknown, tag: string): string[] | undefined {
    if (!isNode(branch)) return undefined;
    const name = nameOf(branch);
    const schema = name === undefined ? branch : published[name];
    if (!isNode(schema)) return undefined;
    const { properties, required } = schema;
    if (!isNode(properties) || !Array.isArray(required) || !required.includes(tag)) return undefined;
    const property = properties[tag];
    const values = isNode(property) ? property["enum"] : undefined;
    return Array.isArray(values) ? values.map(String) : undefined;
  }
}
