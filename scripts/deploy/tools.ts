import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ROOT } from "../paths.ts";

export interface Answer {
  code: number;
  stdout: string;
  /** Everything that was printed, with no secret in it. */
  said: string;
}

export interface RunOptions {
  /** Variables for the program alone. */
  env?: Record<string, string>;
}

/** What a deployment needs from outside: programs, requests, time, and somebody to talk to. */
export interface Tools {
  run(program: "wrangler" | "supabase" | "git", args: string[], options?: RunOptions): Promise<Answer>;
  fetch: typeof fetch;
  say(line: string): void;
  wait(ms: number): Promise<void>;
  /** From then on, its value is replaced in all output, and must be in no argument. */
  hide(name: string, value: string): void;
}

/** The programs on PATH, or else those that npm installed here. */
export function realTools(env: NodeJS.ProcessEnv, print: (line: string) => void, start: Start = startProgram): Tools {
  const hidden = new Map<string, string>();
  const clean = (text: string) =>
    [...hidden].reduce((left, [value, name]) => left.replaceAll(value, `[${name}]`), text);
  return {
    async run(program, args, options = {}) {
      const shown = [...hidden].find(([value]) => args.some((arg) => arg.includes(value)));
      if (shown !== undefined)
        throw new Error(`${program} would get ${shown[1]} as an argument, which others can see.`);
      const path = `${env["PATH"] ?? ""}${delimiter}${join(ROOT, "node_modules/.bin")}`;
      const answer = await start(program, args, { ...env, ...QUIET, PATH: path, ...options.env });
      return { ...answer, said: clean(answer.said) };
    },
    fetch: globalThis.fetch,
    say: (line) => print(clean(line)),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    hide(name, value) {
      if (value.length >= SHORTEST_SECRET) hidden.set(value, name);
    },
  };
}

/** Runs a program to its end. */
export type Start = (program: string, args: string[], env: NodeJS.ProcessEnv) => Promise<Answer>;

export async function startProgram(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<Answer> {
  const child = spawn(program, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], env });
  let stdout = "";
  let said = "";
  child.stdout.on("data", (text: Buffer) => {
    stdout += String(text);
    said += String(text);
  });
  child.stderr.on("data", (text: Buffer) => (said += String(text)));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  return { code: code ?? 1, stdout, said };
}

/** A shorter one is a word that is elsewhere too, and no secret. */
const SHORTEST_SECRET = 8;

/** No program asks anything, tells anybody of its use, or colours what it prints. */
const QUIET = {
  CI: "1",
  NO_COLOR: "1",
  DO_NOT_TRACK: "1",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
};

/** Runs a program to its success. @throws with what it said */
export async function must(tools: Tools, ...[program, args, options]: Parameters<Tools["run"]>): Promise<Answer> {
  const answer = await tools.run(program, args, options);
  if (answer.code !== 0) throw new Error(`${program} ${args.join(" ")}\n${answer.said.trim()}`);
  return answer;
}

/** A file that only this user can read, for as long as `work` takes. */
export async function withPrivateFile<T>(text: string, work: (path: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "allokoli-deploy-"));
  try {
    const path = join(directory, "secrets.json");
    await writeFile(path, text, { mode: 0o600 });
    return await work(path);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The entries that wrangler writes for programs to read, in place of its sentences for people. */
export async function withOutput<T>(
  work: (env: Record<string, string>) => Promise<T>,
): Promise<{ result: T; entries: unknown[] }> {
  const directory = await mkdtemp(join(tmpdir(), "allokoli-deploy-"));
  try {
    const path = join(directory, "output.ndjson");
    const result = await work({ WRANGLER_OUTPUT_FILE_PATH: path });
    const lines = (await readFile(path, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
    return { result, entries: lines.map((line): unknown => JSON.parse(line)) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
