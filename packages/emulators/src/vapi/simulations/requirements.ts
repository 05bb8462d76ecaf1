import { findAssistant } from "../effective.ts";
import type { Emulator } from "../context.ts";
import { badRequest, notFound } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import { numberAt, objectAt, objectsAt, textAt } from "../json.ts";
import { requireMembers } from "../squads.ts";
import { requireValid } from "../validation/validate.ts";

/** What a simulation can be judged by, and with which comparisons. */
const PRIMITIVES: Record<string, { is: string; comparators: string[] }> = {
  boolean: { is: "boolean", comparators: ["=", "!="] },
  string: { is: "string", comparators: ["=", "!="] },
  number: { is: "number", comparators: ["=", "!=", ">", "<", ">=", "<="] },
  integer: { is: "number", comparators: ["=", "!=", ">", "<", ">=", "<="] },
};

/** One entry of a run, with all that it is made of. */
export type Simulation = { name: string | undefined; scenario: JsonObject; personality: JsonObject };

/** Who is tested. */
export type Target =
  | { type: "assistant"; snapshot: JsonObject; speaker: JsonObject }
  | { type: "squad"; snapshot: JsonObject; speaker: JsonObject };

export type RunOrder = {
  /** As it was given. */
  body: JsonObject;
  simulations: Simulation[];
  target: Target;
  iterations: number;
  voice: boolean;
};

/** The body of a run, checked as Vapi does: shape, then what it names, then what a judge can be asked. */
export function requireRun(emulator: Emulator, given: Json | undefined): RunOrder {
  const body = requireValid("CreateSimulationRunDTO", given);
  const entries = objectsAt(body, "simulations");
  const iterations = numberAt(body, "iterations") ?? 1;
  if (entries.length === 0) throw badRequest(["simulations should not be empty"]);
  if (!Number.isInteger(iterations)) throw badRequest(["iterations must be an integer number"]);
  return {
    body,
    simulations: entries.map((entry, index) => requireSimulation(entry, `simulations.${index}`)),
    target: requireTarget(emulator, objectAt(body, "target") ?? {}),
    iterations,
    voice: textAt(body, "transport", "provider") !== "vapi.webchat",
  };
}

/** Nothing is kept here but runs, so what an entry names by id is not there. */
function requireSimulation(entry: JsonObject, path: string): Simulation {
  if (textAt(entry, "type") === "simulationSuite") {
    throw notFound(`Simulation Suite ${textAt(entry, "simulationSuiteId") ?? ""} Not Found.`);
  }
  const simulationId = textAt(entry, "simulationId");
  if (simulationId !== undefined) throw notFound(`Simulation ${simulationId} Not Found.`);
  const scenario = requireInline(entry, "scenario", path);
  const personality = requireInline(entry, "personality", path);
  const evaluations = objectsAt(scenario, "evaluations");
  const complaints =
    evaluations.length === 0
      ? [`${path}.scenario.evaluations must contain at least 1 elements`]
      : evaluations.flatMap((one, index) => judgeComplaint(one, `${path}.scenario.evaluations.${index}`) ?? []);
  if (complaints.length > 0) throw badRequest(complaints);
  return { name: textAt(entry, "name"), scenario, personality };
}

function requireInline(entry: JsonObject, what: "scenario" | "personality", path: string): JsonObject {
  const inline = objectAt(entry, what);
  const id = textAt(entry, `${what}Id`);
  if (inline !== undefined && id !== undefined) {
    throw badRequest([`${path}.${what}Id cannot be combined with inline ${what}`]);
  }
  if (id !== undefined) throw badRequest(`Couldn't Get ${what}. \`${what}Id\` ${id} Does Not Exist.`);
  if (inline === undefined) throw badRequest([`${path} must have either ${what}Id or ${what}`]);
  return inline;
}

function judgeComplaint(evaluation: JsonObject, path: string): string | undefined {
  const output = objectAt(evaluation, "structuredOutput");
  const id = textAt(evaluation, "structuredOutputId");
  if ((output === undefined) === (id === undefined)) {
    return `${path} must have exactly one of structuredOutputId or structuredOutput`;
  }
  if (id !== undefined) return `${path}.structuredOutputId ${id} does not exist`;
  const primitive = PRIMITIVES[textAt(output, "schema", "type") ?? ""];
  if (primitive === undefined) {
    return `${path}.structuredOutput.schema.type must be one of the following values: ${Object.keys(PRIMITIVES).join(", ")}`;
  }
  if (!primitive.comparators.includes(textAt(evaluation, "comparator") ?? "")) {
    return `${path}.comparator must be one of the following values: ${primitive.comparators.join(", ")}`;
  }
  return typeof evaluation["value"] === primitive.is ? undefined : `${path}.value must be a ${primitive.is}`;
}

function requireTarget(emulator: Emulator, given: JsonObject): Target {
  const type = textAt(given, "type") === "squad" ? "squad" : "assistant";
  const id = textAt(given, `${type}Id`);
  const inline = objectAt(given, type);
  if ((id === undefined) === (inline === undefined)) {
    throw badRequest([`target must have exactly one of ${type}Id or ${type}`]);
  }
  const snapshot = id === undefined ? inline : emulator.state.collection(type).find(id);
  if (snapshot === undefined) throw notFound(`${type === "squad" ? "Squad" : "Assistant"} ${id ?? ""} Not Found.`);
  if (type === "assistant") return { type, snapshot, speaker: snapshot };
  return {
    type,
    snapshot,
    speaker: firstMember(emulator, inline === undefined ? snapshot : requireMembers(emulator, inline)),
  };
}

/** Who answers the telephone. */
function firstMember(emulator: Emulator, squad: JsonObject): JsonObject {
  return findAssistant(emulator, { squad }) ?? {};
}
