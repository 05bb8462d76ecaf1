import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { findAssistant, findMembers, withOverrides } from "./effective.ts";
import type { Emulator } from "./context.ts";
import { badRequest, notFound } from "./errors.ts";
import type { VapiEnv } from "./http.ts";
import { requireUuid } from "./http.ts";
import type { Json, JsonObject } from "./json.ts";
import { isObject, objectAt, objectsAt, textAt } from "./json.ts";
import { anyOf, listPaged } from "./listing.ts";
import { replyTo } from "./player/brain.ts";
import { systemPrompt } from "./player/speech.ts";
import { builtInVariables, fillVariables } from "./player/variables.ts";
import { seededRandom } from "./random.ts";
import type { StoredObject } from "./state.ts";
import { requireValid } from "./validation/validate.ts";
import { pause } from "./webhooks/post.ts";

const TOKEN_EVERY_MS = 35;
const COST_A_CHARACTER = 0.000_002;

type Answered = { chat: JsonObject; text: string; sessionId: string | undefined };

function toMessages(input: Json | undefined): JsonObject[] {
  if (typeof input === "string") return [{ role: "user", content: input }];
  if (Array.isArray(input)) return input.filter(isObject);
  throw badRequest(["input must be a string or an array"]);
}

/** What was said before, from the chat or the session that this one goes on with. */
function historyOf(emulator: Emulator, body: JsonObject): { history: JsonObject[]; base: JsonObject } {
  const previousChatId = textAt(body, "previousChatId");
  const sessionId = textAt(body, "sessionId");
  if (previousChatId !== undefined && sessionId !== undefined) {
    throw badRequest("Only One Of `sessionId` Or `previousChatId` Can Be Provided.");
  }
  if (previousChatId !== undefined) {
    const previous = emulator.state.collection("chat").find(previousChatId);
    if (previous === undefined) throw badRequest(`Previous Chat ${previousChatId} Does Not Exist.`);
    return { history: [...objectsAt(previous, "messages"), ...objectsAt(previous, "output")], base: previous };
  }
  if (sessionId === undefined) return { history: [], base: {} };
  const session = emulator.state.collection("session").find(sessionId);
  if (session === undefined) throw badRequest(`Session ${sessionId} Does Not Exist.`);
  if (session["status"] === "completed") throw badRequest("Session Has Completed.");
  return { history: objectsAt(session, "messages"), base: session };
}

const lastSaid = (input: JsonObject[]): string =>
  textAt(
    input.findLast((message) => message["role"] === "user"),
    "content",
  ) ?? "";

/** Words that say what somebody wants; small ones say nothing. */
const wordsOf = (text: string): Set<string> =>
  new Set(
    text
      .normalize("NFD")
      .replaceAll(/\p{M}/gu, "")
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 4),
  );

const shares = (text: string, heard: Set<string>) => [...wordsOf(text)].some((word) => heard.has(word));

type Handed = { to: JsonObject; calls: JsonObject[] };

/**
 * Who of a squad answers: the call goes on as long as a handoff speaks of what was heard. A transfer that does passes it
 * on, and somebody who says goodbye is hung up on, where that is allowed.
 */
function handOver(first: JsonObject, members: JsonObject[], said: string): Handed {
  const heard = wordsOf(said);
  const calls: JsonObject[] = [];
  let to = first;
  const use = (name: string) => {
    const id = `call_${calls.length + 1}`;
    calls.push({ role: "assistant", tool_calls: [{ id, type: "function", function: { name, arguments: "{}" } }] });
  };
  for (let steps = 0; steps < members.length; steps++) {
    const tools = objectsAt(to, "model", "tools");
    const speaksOfIt = (tool: JsonObject) =>
      objectsAt(tool, "destinations").some((destination) => shares(textAt(destination, "description") ?? "", heard));
    const handoff = tools.find((tool) => tool["type"] === "handoff" && speaksOfIt(tool));
    const destination = objectsAt(handoff, "destinations")[0];
    const next = members.find(({ name }) => name === destination?.["assistantName"]);
    if (handoff === undefined || next === undefined) {
      if (tools.some((tool) => tool["type"] === "transferCall" && speaksOfIt(tool))) use("transferCall");
      else if (/au revoir|goodbye/i.test(said) && tools.some((tool) => tool["type"] === "endCall")) use("endCall");
      break;
    }
    use(textAt(handoff, "function", "name") ?? "");
    to = next;
  }
  return { to, calls };
}

function answer(emulator: Emulator, given: Json | undefined): Answered {
  const body = requireValid("CreateChatDTO", given);
  const input = toMessages(body["input"]);
  const { history, base } = historyOf(emulator, body);
  const own = body["assistantId"] ?? body["assistant"] ?? body["squad"];
  const from = own === undefined ? base : body;
  const found = findAssistant(emulator, from);
  if (found === undefined) throw badRequest("Couldn't Get Assistant. Need Either `assistant` Or `assistantId`.");
  const overrides = objectAt(body, "assistantOverrides");
  const handed = handOver(found, findMembers(emulator, from), lastSaid(input));
  const assistant = withOverrides(handed.to, overrides);
  const variables = {
    ...builtInVariables(emulator.clock.now(), undefined),
    ...objectAt(overrides, "variableValues"),
  };

  const prompt = systemPrompt(assistant);
  const filled = prompt === undefined ? undefined : fillVariables(prompt, variables);
  const heard = lastSaid(input);
  const random = seededRandom(emulator.settings.seed, history.length, heard);
  const text = replyTo(heard, filled, random);
  const messages = [...history, ...input];
  const output = [...handed.calls, { role: "assistant", content: text }];
  const cost = Math.round((heard.length + text.length) * COST_A_CHARACTER * 1e6) / 1e6;
  const sessionId = textAt(body, "sessionId");
  const { stream: _stream, transport: _transport, ...fields } = body;
  const assistantId = textAt(own === undefined ? base : body, "assistantId");
  if (sessionId !== undefined)
    emulator.state.collection("session").patch(sessionId, { messages: [...messages, ...output] });
  return {
    chat: {
      ...fields,
      ...(assistantId === undefined ? {} : { assistantId }),
      input,
      messages,
      output,
      cost,
      costs: [{ type: "chat", cost }],
    },
    text,
    sessionId,
  };
}

export function chatRoutes(emulator: Emulator): Hono<VapiEnv> {
  const chats = emulator.state.collection("chat");
  const requireChat = (id: string): StoredObject => {
    const chat = chats.find(requireUuid(id));
    if (chat === undefined) throw notFound("Chat Not Found.");
    return chat;
  };
  const app = new Hono<VapiEnv>();

  app.post("/", (c) => {
    const body = c.get("body");
    const { chat, text, sessionId } = answer(emulator, body);
    const stored = chats.create(chat);
    if (!isObject(body) || body["stream"] !== true) return c.json(stored, 201);
    const id = `stream_${stored.id}`;
    return streamSSE(c, async (stream) => {
      for (const token of text.split(/(?<= )/)) {
        if (stream.aborted) return;
        await stream.writeSSE({
          data: JSON.stringify({
            id,
            ...(sessionId === undefined ? {} : { sessionId }),
            path: "chat.output[0].content",
            delta: token,
          }),
        });
        const { speed } = emulator.settings;
        if (speed !== "instant") await pause(emulator, TOKEN_EVERY_MS / speed);
      }
    });
  });
  app.get("/", (c) => {
    const query = c.req.query();
    return c.json(
      listPaged(
        chats.all(),
        query,
        (chat) =>
          anyOf(query, "id", chat.id) &&
          anyOf(query, "assistantId", chat["assistantId"]) &&
          anyOf(query, "assistantIdAny", chat["assistantId"]) &&
          anyOf(query, "sessionId", chat["sessionId"]) &&
          anyOf(query, "previousChatId", chat["previousChatId"]),
      ),
    );
  });
  app.get("/:id", (c) => c.json(requireChat(c.req.param("id"))));
  app.delete("/:id", (c) => {
    const chat = requireChat(c.req.param("id"));
    chats.delete(chat.id);
    return c.json(chat);
  });
  return app;
}
