import { gzipSync } from "node:zlib";
import { Hono } from "hono";
import type { ArtifactFile, Recording } from "../artifact-urls.ts";
import { isSigned, presigned, RECORDINGS } from "../artifact-urls.ts";
import { wavOf } from "../audio.ts";
import type { Emulator } from "../context.ts";
import { notFound } from "../errors.ts";
import type { VapiEnv } from "../http.ts";
import { requireUuid } from "../http.ts";
import type { JsonObject } from "../json.ts";
import { flagAt, numberAt, objectAt, objectsAt, textAt } from "../json.ts";
import type { StoredObject } from "../state.ts";

function requireEnded(emulator: Emulator, id: string): StoredObject {
  const call = emulator.state.collection("call").find(requireUuid(id));
  if (call === undefined) throw notFound("Call Not Found.");
  return call;
}

/** `/call/{id}/mono-recording` and its siblings: a redirect to an address that works for an hour. */
export function artifactRoutes(emulator: Emulator): Hono<VapiEnv> {
  const app = new Hono<VapiEnv>();
  for (const recording of RECORDINGS) {
    app.get(`/:id/${recording}-recording`, (c) => {
      const call = requireEnded(emulator, c.req.param("id"));
      if (textAt(call, "artifact", "recording", "stereoUrl") === undefined) throw notFound("Recording Not Found.");
      return c.redirect(presigned(emulator, call.id, `${recording}.wav`), 302);
    });
  }
  for (const missing of ["video-recording", "pcap"] as const) {
    app.get(`/:id/${missing}`, (c) => {
      requireEnded(emulator, c.req.param("id"));
      throw notFound("Artifact Not Found.");
    });
  }
  app.get("/:id/call-logs", (c) => {
    const call = requireEnded(emulator, c.req.param("id"));
    if (textAt(call, "artifact", "logUrl") === undefined) throw notFound("Call Logs Not Found.");
    return c.redirect(presigned(emulator, call.id, "logs.jsonl.gz"), 302);
  });
  return app;
}

function logLines(call: StoredObject): string {
  const entry = (time: number, body: string, attributes: JsonObject): string =>
    JSON.stringify({ time, body, attributes });
  const started = Date.parse(textAt(call, "startedAt") ?? call.createdAt);
  const lines = [entry(started, "Call started.", { category: "system", event: "call.started", callId: call.id })];
  for (const message of objectsAt(call, "messages")) {
    const role = textAt(message, "role") ?? "system";
    const category =
      role === "bot" ? "voice" : role === "user" ? "transcriber" : role.startsWith("tool") ? "tool" : "system";
    lines.push(
      entry(numberAt(message, "time") ?? started, textAt(message, "message") ?? textAt(message, "result") ?? "", {
        category,
        event: `${category}.${role}`,
      }),
    );
  }
  lines.push(
    entry(Date.parse(textAt(call, "endedAt") ?? call.updatedAt), "Call ended.", {
      category: "system",
      event: "call.ended",
      endedReason: textAt(call, "endedReason") ?? "",
    }),
  );
  return `${lines.join("\n")}\n`;
}

function isRecording(name: string): name is Recording {
  return RECORDINGS.some((recording) => recording === name);
}

function fileOf(call: StoredObject, file: string): { body: Buffer; type: string } | undefined {
  if (file === ("logs.jsonl.gz" satisfies ArtifactFile))
    return { body: gzipSync(logLines(call)), type: "application/gzip" };
  const name = file.replace(/\.wav$/, "");
  if (!isRecording(name)) return undefined;
  const seconds = (Date.parse(textAt(call, "endedAt") ?? "") - Date.parse(textAt(call, "startedAt") ?? "")) / 1000;
  const length = Number.isFinite(seconds) ? seconds : 1;
  return { body: wavOf(objectsAt(call, "messages"), length, name), type: "audio/wav" };
}

/** The part that a `Range` of one part asks for; undefined for the whole, as for several parts. */
function partOf(range: string | undefined, length: number): [from: number, to: number] | "outside" | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  // An order that makes no sense is no range, and is ignored (RFC 9110, 14.1.1).
  if ((first === "" && last === "") || (first !== "" && last !== "" && Number(last) < Number(first))) return undefined;
  const from = first === "" ? Math.max(0, length - Number(last)) : Number(first);
  const to = first === "" || last === "" ? length - 1 : Math.min(Number(last), length - 1);
  return from > to ? "outside" : [from, to];
}

/** The private bucket: files are made from the call when they are asked for. */
export function storageRoutes(emulator: Emulator): Hono<VapiEnv> {
  const app = new Hono<VapiEnv>();
  app.get("/:id/:file", (c) => {
    const { id, file } = c.req.param();
    const query = { expires: c.req.query("expires"), signature: c.req.query("signature") };
    if (!isSigned(emulator, id, file, query)) {
      c.header("Content-Type", "application/xml");
      return c.body('<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code></Error>', 403);
    }
    const call = emulator.state.collection("call").find(id);
    const found = call === undefined ? undefined : fileOf(call, file);
    if (found === undefined) return c.body("", 404);
    const all = { "Content-Type": found.type, "Accept-Ranges": "bytes" };
    const part = partOf(c.req.header("range"), found.body.length);
    if (part === "outside") return c.body("", 416, { "Content-Range": `bytes */${found.body.length}` });
    if (part === undefined)
      return c.body(new Uint8Array(found.body), 200, { ...all, "Content-Length": String(found.body.length) });
    const [from, to] = part;
    return c.body(new Uint8Array(found.body.subarray(from, to + 1)), 206, {
      ...all,
      "Content-Length": String(to + 1 - from),
      "Content-Range": `bytes ${from}-${to}/${found.body.length}`,
    });
  });
  return app;
}

/** The call as REST shows it: while its artifact stands, fresh signed addresses beside the plain ones. */
export function withPresigned(emulator: Emulator, call: StoredObject): JsonObject {
  const artifact = objectAt(call, "artifact");
  if (artifact === undefined || flagAt(call, "artifactPlan", "recordingEnabled") === false) return call;
  if (textAt(artifact, "recordingUrl") === undefined) return call;
  const url = (file: ArtifactFile): string => presigned(emulator, call.id, file);
  return {
    ...call,
    artifact: {
      ...artifact,
      presignedMonoUrl: url("mono.wav"),
      presignedStereoUrl: url("stereo.wav"),
      presignedAssistantUrl: url("assistant.wav"),
      presignedCustomerUrl: url("customer.wav"),
    },
  };
}
