import type { Emulator } from "../context.ts";
import { badRequest, notFound } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import { isObject, objectAt, parseJson, textAt } from "../json.ts";
import { CallOver } from "../player/line.ts";
import { toScript } from "../player/script.ts";
import { toSpeed } from "../clock.ts";
import { complaints } from "../validation/validate.ts";
import { routeTo } from "../webhooks/route.ts";
import { findAssistant } from "../effective.ts";
import type { CallPlan, Switchboard } from "./switchboard.ts";
import { toSeed } from "./switchboard.ts";
import type { Moment } from "../player/line.ts";
import type { StoredObject } from "../state.ts";

const DEFAULT_CALLER = "+33612345678";
const WHICH_ID = "it takes Vapi's id, which AlloKoli's API calls vapi…Id and GET /_emulator lists.";
const PHASES: Moment[] = ["queued", "ringing", "in-progress", "ended"];

export function toPlan(body: JsonObject): CallPlan {
  const script = toScript(body["script"]);
  const seed = toSeed(body["seed"]);
  const speed = body["speed"] === undefined ? undefined : toSpeed(body["speed"]);
  if (body["speed"] !== undefined && speed === undefined)
    throw badRequest(['speed must be a positive number, 0 or "instant"']);
  const given = body["pauseAt"];
  const pauseAt = typeof given === "number" ? given : PHASES.find((phase) => phase === given);
  if (given !== undefined && pauseAt === undefined)
    throw badRequest([`pauseAt must be a turn or one of: ${PHASES.join(", ")}`]);
  return {
    ...(script === undefined ? {} : { script }),
    ...(seed === undefined ? {} : { seed }),
    ...(speed === undefined ? {} : { speed }),
    ...(pauseAt === undefined ? {} : { pauseAt }),
  };
}

/** Somebody calls one of our numbers. */
export function ringInbound(emulator: Emulator, switchboard: Switchboard, body: Json | undefined): StoredObject {
  if (!isObject(body)) throw badRequest(["body must be an object"]);
  const plan = toPlan(body);
  const numbers = emulator.state.collection("phone-number");
  const numberId = textAt(body, "phoneNumberId");
  const phoneNumber = numberId === undefined ? numbers.all().at(-1) : numbers.find(numberId);
  if (phoneNumber === undefined) throw notFound(`There is no phone number ${numberId} here: ${WHICH_ID}`);
  for (const [kind, id] of [
    ["assistant", textAt(body, "assistantId")],
    ["squad", textAt(body, "squadId")],
  ] as const) {
    const isUnknown = id !== undefined && emulator.state.collection(kind).find(id) === undefined;
    if (isUnknown) throw notFound(`There is no ${kind} ${id} here: ${WHICH_ID}`);
  }
  const assistantId = textAt(body, "assistantId") ?? textAt(phoneNumber, "assistantId");
  const squadId = textAt(body, "squadId") ?? textAt(phoneNumber, "squadId");
  const answering = {
    ...(assistantId === undefined ? {} : { assistantId }),
    ...(squadId === undefined ? {} : { squadId }),
  };
  const server = objectAt(body, "server");
  const overrides = { ...objectAt(body, "assistantOverrides"), ...(server === undefined ? {} : { server }) };
  const fields = {
    phoneNumberId: phoneNumber.id,
    ...answering,
    ...(Object.keys(overrides).length === 0 ? {} : { assistantOverrides: overrides }),
  };
  const customer = { number: textAt(body, "from") ?? DEFAULT_CALLER };
  const call = switchboard.open(fields, { type: "inboundPhoneCall", customer, phoneNumber }, "ringing");
  if (switchboard.full) {
    switchboard.refuse(call.id);
  } else if (Object.keys(answering).length > 0) {
    const known = findAssistant(emulator, fields) !== undefined;
    if (known) switchboard.begin(call.id, { kind: "answers" }, plan);
    else switchboard.refuse(call.id, "assistant-not-found");
  } else {
    void askForAssistant(emulator, switchboard, call, phoneNumber, plan);
  }
  return call;
}

/** A number without an assistant asks its server which one is to answer. */
async function askForAssistant(
  emulator: Emulator,
  switchboard: Switchboard,
  call: StoredObject,
  phoneNumber: JsonObject,
  plan: CallPlan,
): Promise<void> {
  const server = routeTo(phoneNumber, emulator.state.collection("org").all()[0]);
  if (server === undefined) return switchboard.refuse(call.id, "call.start.error-get-assistant");
  const session = switchboard.session(call.id, plan);
  const reply = await session.lane.request(server, session.message("assistant-request"), {
    onceWithinMs: emulator.settings.assistantRequestTimeoutMs,
  });
  if (emulator.closing.aborted) return;
  try {
    session.line.requireOpen();
    const fields = await readAnswer(emulator, reply);
    session.patch(fields);
    switchboard.seat(session);
    switchboard.begin(call.id, { kind: "answers" }, plan);
  } catch (err) {
    if (!(err instanceof CallOver)) throw err;
    switchboard.refuse(call.id, err.endedReason);
  }
}

async function readAnswer(
  emulator: Emulator,
  reply: { status: number; text: string } | undefined,
): Promise<JsonObject> {
  if (reply === undefined || reply.status < 200 || reply.status >= 300) throw new CallOver("assistant-request-failed");
  const body = parseJson(reply.text);
  if (!isObject(body)) throw new CallOver("assistant-request-returned-no-assistant");
  if (body["error"] !== undefined) {
    const speakable = typeof body["error"] === "string" && body["error"].trim() !== "";
    throw new CallOver(`assistant-request-returned-${speakable ? "error" : "unspeakable-error"}`);
  }
  if (objectAt(body, "destination") !== undefined) {
    throw new CallOver("assistant-request-returned-forwarding-phone-number");
  }
  const inline = body["assistant"];
  if (inline !== undefined && (!isObject(inline) || complaints("CreateAssistantDTO", inline).length > 0)) {
    throw new CallOver("assistant-request-returned-invalid-assistant");
  }
  if (findAssistant(emulator, body) === undefined) {
    const named = body["assistantId"] !== undefined || body["squadId"] !== undefined;
    throw new CallOver(`assistant-request-returned-${named ? "invalid" : "no"}-assistant`);
  }
  const fields: JsonObject = {};
  for (const key of ["assistantId", "assistant", "squadId", "squad", "assistantOverrides", "squadOverrides"]) {
    if (body[key] !== undefined) fields[key] = body[key];
  }
  return fields;
}
