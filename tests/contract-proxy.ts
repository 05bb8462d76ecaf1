import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "../scripts/ports.ts";

/** A place in a request or an answer that does not match the published document. */
export interface Violation {
  location: string[];
  message: string;
}

export interface ContractProxy {
  url: string;
  /** The faults that the proxy found in an exchange; empty when both sides match the document. */
  violationsOf(answer: Response): Promise<Violation[]>;
  close(): Promise<void>;
}

const PRISM = fileURLToPath(import.meta.resolve("@stoplight/prism-cli"));
const DOCUMENT = fileURLToPath(new URL("../services/gateway/openapi.json", import.meta.url));
const LISTENING = "Prism is listening";
const ITS_PROBLEMS = "https://stoplight.io/prism/errors#";

/** Prism between a test and the API: it checks each request and each answer against the published document. */
export async function startContractProxy(apiUrl: string): Promise<ContractProxy> {
  const port = await freePort();
  const args = ["proxy", DOCUMENT, apiUrl, "--errors", "--host", "127.0.0.1", "--port", String(port)];
  const child = spawn(process.execPath, [PRISM, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  let said = "";
  const listening = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text: Buffer) => {
        if (said.length < 100_000) said += String(text);
        if (said.includes(LISTENING)) resolve();
      });
    }
  });
  await Promise.race([
    listening,
    ended.then(() => {
      throw new Error(`The contract proxy did not start:\n${said}`);
    }),
  ]);
  return {
    url: `http://127.0.0.1:${port}`,
    async violationsOf(answer) {
      const body = answer.headers.get("content-type")?.includes("problem+json") ? await answer.clone().text() : "{}";
      const problem = JSON.parse(body) as { type?: string; title?: string; validation?: Violation[] };
      if (problem.type?.startsWith(ITS_PROBLEMS)) {
        return problem.validation ?? [{ location: [], message: `${problem.title}: ${body}` }];
      }
      return JSON.parse(answer.headers.get("sl-violations") ?? "[]") as Violation[];
    },
    async close() {
      child.kill();
      await ended;
    },
  };
}
