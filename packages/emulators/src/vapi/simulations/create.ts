import type { Emulator } from "../context.ts";
import type { Json, JsonObject } from "../json.ts";
import { objectsAt, textAt } from "../json.ts";
import { drawLatency } from "../player/speech.ts";
import type { Random } from "../random.ts";
import { seededRandom } from "../random.ts";
import { toIso } from "../clock.ts";
import { converse } from "./conversation.ts";
import { evaluate } from "./evaluate.ts";
import type { RunOrder, Simulation } from "./requirements.ts";
import { requireRun } from "./requirements.ts";
import type { Course } from "./stages.ts";
import { drawStages } from "./stages.ts";
import { viewRun } from "./view.ts";

const CRASH = "The tester could not be connected to the target.";
const DASHBOARD = "https://dashboard.vapi.ai/simulations/runs";

/**
 * `POST /eval/simulation/run`: one item for each simulation and iteration. What each will come to is settled here, and
 * shown as time goes by.
 */
export function createRun(emulator: Emulator, given: Json | undefined): JsonObject {
  const order = requireRun(emulator, given);
  const { iterations, simulations } = order;
  const queuedAt = toIso(emulator.clock.now());
  const run = emulator.state.collection("simulation-run").create({ iterations, ...order.body, queuedAt });
  const items = emulator.state.collection("simulation-item");
  const ids = simulations.flatMap((simulation, index) => {
    const simulationId = emulator.state.newId();
    return Array.from({ length: iterations }, (_, iteration) => {
      const iterationNumber = iteration + 1;
      const random = seededRandom(emulator.settings.seed, index, iterationNumber, instructionsOf(simulation));
      const item = itemOf(emulator, order, simulation, iterationNumber, random);
      const position = index * iterations + iteration;
      return items.create({ ...item, runId: run.id, simulationId, iterationNumber, position, queuedAt }).id;
    });
  });
  return {
    ...viewRun(emulator, run),
    simulationRunItemIds: ids,
    message: `Queued ${ids.length} simulation run items.`,
    url: `${DASHBOARD}/${run.id}`,
  };
}

function itemOf(
  emulator: Emulator,
  order: RunOrder,
  simulation: Simulation,
  iteration: number,
  random: Random,
): JsonObject {
  const { clock, settings, state } = emulator;
  const { voice, target } = order;
  const { scenario, personality, name } = simulation;
  const now = clock.now();
  const course = courseOf(instructionsOf(simulation));
  const conversation = converse({ target: target.speaker, scenario, now, random });
  const said = conversation.messages.flatMap((message) =>
    message["role"] === "assistant" ? (textAt(message, "content") ?? "") : [],
  );
  const results = evaluate(objectsAt(scenario, "evaluations"), iteration, random, said.join("\n"));
  const hooks = objectsAt(scenario, "hooks");
  return {
    [voice ? "callId" : "sessionId"]: state.newId(),
    configurations: { transport: { provider: voice ? "vapi.websocket" : "vapi.webchat" } },
    ...(hooks.length === 0 ? {} : { hooks }),
    metadata: {
      [target.type]: target.snapshot,
      scenario,
      personality,
      simulation: { name: name ?? textAt(scenario, "name") ?? "" },
    },
    conversation,
    results: { ...results, ...(voice ? { latencyMetrics: latencies(conversation.messages, random) } : {}) },
    ...(course === "crash" ? { failureReason: CRASH } : {}),
    stages: drawStages({
      now,
      speed: settings.speed,
      voice,
      course,
      verdict: results.passed ? "passed" : "failed",
      resultsLagMs: settings.resultsLagMs,
      random,
    }),
  };
}

function instructionsOf({ scenario }: Simulation): string {
  return textAt(scenario, "instructions") ?? "";
}

function courseOf(instructions: string): Course {
  if (instructions.includes("[endless]")) return "endless";
  return instructions.includes("[crash]") ? "crash" : "evaluated";
}

function latencies(messages: JsonObject[], random: Random): JsonObject {
  const turns = messages.filter(({ role }) => role === "user").map(() => drawLatency(random));
  const average = (of: (turn: (typeof turns)[number]) => number): number =>
    Math.round(turns.reduce((sum, turn) => sum + of(turn), 0) / turns.length);
  return {
    turnCount: turns.length,
    avgTurn: average((turn) => turn.turnLatency),
    avgTranscriber: average((turn) => turn.transcriberLatency),
    avgModel: average((turn) => turn.modelLatency),
    avgVoice: average((turn) => turn.voiceLatency),
    avgEndpointing: average((turn) => turn.endpointingLatency),
  };
}
