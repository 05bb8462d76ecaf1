import type { Emulator } from "../context.ts";
import { toIso } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import { numberAt, objectAt, textAt } from "../json.ts";
import type { Random } from "../random.ts";
import type { StoredObject } from "../state.ts";
import type { Lane } from "../webhooks/lane.ts";
import { routeTo } from "../webhooks/route.ts";
import type { Line } from "./line.ts";
import type { Turn } from "./script.ts";
import { wants } from "./subscriptions.ts";
import { fillVariables } from "./variables.ts";

export type Speaker = "assistant" | "user";
export type Latency = {
  modelLatency: number;
  voiceLatency: number;
  transcriberLatency: number;
  endpointingLatency: number;
  turnLatency: number;
};

/** Somebody who listens to the call on its WebSocket. */
export type Listener = { text(message: JsonObject): void };

/** One live call: what was said so far, and its messages and listeners. */
export class Session {
  readonly emulator: Emulator;
  readonly id: string;
  readonly line: Line;
  readonly lane: Lane;
  readonly random: Random;
  variables: JsonObject = {};
  readonly listeners = new Set<Listener>();
  /** With the overrides merged in; changes at a handoff. */
  assistant: JsonObject = {};
  /** Who may take the call over from whom: the squad's members, when there is one. */
  members: JsonObject[] = [];
  phoneNumber: JsonObject | undefined;
  script: Turn[] | undefined;
  turn = 0;
  speaking: Speaker | undefined;
  answeredAt: number | undefined;
  muted = false;
  interruptNext = false;
  userStopPending = false;
  messages: JsonObject[] = [];
  latencies: Latency[] = [];
  interruptions = 0;
  activations: JsonObject[] = [];
  destination: JsonObject | undefined;

  constructor(options: {
    emulator: Emulator;
    id: string;
    line: Line;
    lane: Lane;
    random: Random;
    phoneNumber: JsonObject | undefined;
    script: Turn[] | undefined;
  }) {
    this.emulator = options.emulator;
    this.id = options.id;
    this.line = options.line;
    this.lane = options.lane;
    this.random = options.random;
    this.phoneNumber = options.phoneNumber;
    this.script = options.script;
  }

  get record(): StoredObject | undefined {
    return this.emulator.state.collection("call").find(this.id);
  }

  get customer(): JsonObject | undefined {
    return objectAt(this.record, "customer");
  }

  patch(fields: JsonObject): void {
    this.emulator.state.collection("call").patch(this.id, fields);
  }

  fill(text: string): string {
    return fillVariables(text, this.variables);
  }

  secondsFromStart(at = this.line.now()): number {
    return Math.max(0, at - (this.answeredAt ?? at)) / 1000;
  }

  remember(message: JsonObject): void {
    this.messages.push(message);
    this.patch({ messages: this.messages });
  }

  transcript(): string {
    const lines = this.messages.flatMap((message) => {
      if (message["role"] === "bot") return [`AI: ${textAt(message, "message") ?? ""}`];
      if (message["role"] === "user") return [`User: ${textAt(message, "message") ?? ""}`];
      return [];
    });
    return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
  }

  openAiMessages(): JsonObject[] {
    return this.messages.flatMap((message) => {
      const content = textAt(message, "message") ?? "";
      if (message["role"] === "bot") return [{ role: "assistant", content }];
      if (message["role"] === "user" || message["role"] === "system") return [{ role: message["role"], content }];
      if (message["role"] === "tool_call_result") {
        return [
          {
            role: "tool",
            content: textAt(message, "result") ?? "",
            ...(textAt(message, "toolCallId") === undefined ? {} : { tool_call_id: message["toolCallId"] }),
          },
        ];
      }
      return [];
    });
  }

  server(tool?: JsonObject): JsonObject | undefined {
    return routeTo(tool, this.assistant, this.phoneNumber, this.emulator.state.collection("org").all()[0]);
  }

  /** The message as Vapi sends it: its own fields, then everything around it, secrets included. */
  message(type: string, fields: JsonObject = {}): JsonObject {
    const record: JsonObject = this.record ?? {};
    const { messages: _messages, artifact: _artifact, analysis: _analysis, ...call } = record;
    return {
      timestamp: this.line.now(),
      type,
      ...fields,
      artifact: objectAt(fields, "artifact") ?? {
        messages: [...this.messages],
        messagesOpenAIFormatted: this.openAiMessages(),
        transcript: this.transcript(),
      },
      call,
      ...(this.phoneNumber === undefined ? {} : { phoneNumber: this.phoneNumber }),
      ...(this.customer === undefined ? {} : { customer: this.customer }),
      assistant: this.assistant,
    };
  }

  /** Tells the listeners, and the server when its assistant asked for such messages. */
  emit(type: string, fields: JsonObject = {}): void {
    for (const listener of this.listeners) listener.text({ type, timestamp: this.line.now(), ...fields });
    if (!wants(this.assistant, type, fields)) return;
    this.lane.send(this.server(), this.message(type, fields));
  }

  setStatus(status: string, fields: JsonObject = {}, patch: JsonObject = {}): void {
    this.patch({ status, ...patch });
    this.emit("status-update", { status, ...fields });
    this.line.changed();
  }

  answer(): void {
    this.answeredAt = this.line.now();
    this.line.limitTo((numberAt(this.assistant, "maxDurationSeconds") ?? 600) * 1000);
    this.setStatus("in-progress", {}, { startedAt: toIso(this.answeredAt) });
  }
}
