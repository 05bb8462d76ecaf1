import { follow } from "@allokoli/client";

const connection = {
  baseUrl: process.env["ALLOKOLI_URL"] ?? "http://localhost:8787",
  token: process.env["ALLOKOLI_KEY"] ?? "",
};

const callId = process.argv[2] ?? "";

// Every word of one call, until its report. A connection that is lost is opened again after the last event.
for await (const { type, data } of follow(connection, `/v1/calls/${callId}/listen`)) {
  if (type === "transcript" && data["final"] === true) console.log(data["role"], data["text"]);
  if (type === "call.report") console.log("report", data["summary"]);
}
