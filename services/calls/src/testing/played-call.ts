import type { Payload } from "../vapi/payload.ts";

export type Said =
  | { who: "user" | "bot"; text: string }
  | { who: "tool"; id: string; result: string }
  | { who: "interruption" };

export type PlayedCall = {
  /** Vapi's messages during the call, in order. The last is the report. */
  messages: Payload[];
  /** What `GET /call/:id` says afterwards. */
  call: Payload;
};

const START_MS = Date.parse("2026-11-22T10:00:00.000Z");

/** A call as Vapi sends it (reference §2.7), secrets included. */
export function playCall(said: Said[], endedReason = "customer-ended-call"): PlayedCall {
  let now = START_MS;
  const call = {
    id: "01990000-0000-7000-8000-00000000aaaa",
    type: "inboundPhoneCall",
    status: "in-progress",
    createdAt: new Date(START_MS).toISOString(),
    customer: { number: "+33612345678", name: "Claire Fontaine" },
    assistantId: "01990000-0000-7000-8000-00000000bbbb",
    monitor: { controlUrl: "https://phone-call-websocket.aws-us-west-2-backend-production1.vapi.ai/x/control" },
    phoneNumber: { number: "+33187650000", twilioAuthToken: "a-secret-of-the-provider" },
  };
  const conversation: Payload[] = [{ role: "system", message: "Tu es la secrétaire.", time: now, secondsFromStart: 0 }];
  const messages: Payload[] = [];
  const send = (type: string, fields: Payload) =>
    messages.push({ timestamp: (now += 137), type, ...fields, call, artifact: { messages: [...conversation] } });

  send("status-update", { status: "ringing" });
  send("status-update", { status: "in-progress" });
  const startedAt = new Date(now).toISOString();
  send("assistant.started", {
    newAssistant: { name: "Accueil", metadata: { allokoliId: "01990000-0000-7000-8000-00000000cccc" } },
  });
  for (const [turn, { who, ...line }] of said.entries()) {
    const time = now;
    if (who === "interruption") {
      send("user-interrupted", { turnId: `turn-${turn}` });
    } else if (who === "tool" && "id" in line) {
      const { id, result } = line;
      conversation.push({
        role: "tool_calls",
        message: "",
        toolCalls: [{ id, type: "function", function: { name: "book", arguments: '{"day":"lundi"}' } }],
        time,
        secondsFromStart: 1,
      });
      send("tool-calls", {
        toolCallList: [{ id, type: "function", function: { name: "book", arguments: { day: "lundi" } } }],
      });
      conversation.push({
        role: "tool_call_result",
        toolCallId: id,
        name: "book",
        result,
        time: now,
        secondsFromStart: 2,
      });
    } else if ("text" in line) {
      const role = who === "bot" ? "assistant" : "user";
      send("speech-update", { status: "started", role, turn });
      send("transcript", { role, transcriptType: "partial", transcript: line.text.slice(0, 3) });
      now += 900;
      conversation.push({
        role: who,
        message: line.text,
        time,
        endTime: now,
        secondsFromStart: (time - START_MS) / 1000,
        duration: now - time,
      });
      send("transcript", { role, transcriptType: "final", transcript: line.text });
      send("speech-update", { status: "stopped", role, turn });
    }
  }
  send("status-update", { status: "ended", endedReason });
  const ended = {
    startedAt,
    endedAt: new Date(now).toISOString(),
    endedReason,
    cost: 0.123,
    costs: [
      { type: "model", model: { provider: "openai" }, cost: 0.1 },
      { type: "vapi", minutes: 0.5, cost: 0.023 },
    ],
    analysis: { summary: "Un rendez-vous.", successEvaluation: "true", structuredData: { jour: "lundi" } },
    artifact: {
      messages: conversation,
      recordingUrl: "https://storage.vapi.ai/recording.wav?signature=secret",
      performanceMetrics: { turnLatencies: [{ turnLatency: 812.4, modelLatency: 400 }], turnLatencyAverage: 812.4 },
    },
  };
  messages.push({ timestamp: now + 8000, type: "end-of-call-report", ...ended, call });
  return { messages, call: { ...call, status: "ended", ...ended } };
}
