import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { chromium, type Browser, type LaunchOptions } from "playwright-core";
import { ROOT } from "../scripts/paths.ts";

const SYSTEM_BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * The browser that CHROME_PATH names; else, on Linux, the one of the npm package; else the machine's own.
 * `debuggingPort` lets another tool steer it too; with `microphone` it has one that hums, and gives it to who asks.
 */
export async function launchBrowser({
  debuggingPort,
  microphone = false,
}: { debuggingPort?: number; microphone?: boolean } = {}): Promise<Browser> {
  // Chromium's sandbox does not run as root, and a container may not allow it.
  const args = ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"];
  if (microphone) args.push("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");
  if (debuggingPort !== undefined) args.push(`--remote-debugging-port=${debuggingPort}`);
  const executablePath = process.env.CHROME_PATH ?? SYSTEM_BROWSERS.find((path) => existsSync(path));
  if (process.env.CHROME_PATH === undefined && process.platform === "linux" && process.arch === "x64") {
    try {
      return await chromium.launch({ ...(await npmChromium()), args });
    } catch (err) {
      if (executablePath === undefined) throw err;
    }
  }
  if (executablePath === undefined) throw new Error("No Chrome or Chromium found: set CHROME_PATH to one.");
  return chromium.launch({ executablePath, args });
}

/** Unpacks Chromium and the libraries that a bare system lacks, once for a clone. */
async function npmChromium(): Promise<Pick<LaunchOptions, "executablePath" | "env">> {
  const require = createRequire(import.meta.url);
  const packed = join(dirname(require.resolve("@sparticuz/chromium")), "../bin");
  const unpacked = join(ROOT, ".wrangler/chromium");
  if (!existsSync(unpacked)) {
    const unfinished = `${unpacked}.${randomBytes(4).toString("hex")}`;
    await mkdir(unfinished, { recursive: true });
    const archives = ["chromium.br", "al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"];
    await unpack(
      archives.map((archive) => join(packed, archive)),
      unfinished,
    );
    // Two test files may unpack at the same time: the result of the first to finish is used.
    await rename(unfinished, unpacked).catch(() => rm(unfinished, { recursive: true, force: true }));
  }
  return {
    executablePath: join(unpacked, "chromium"),
    env: {
      ...definedVariables(process.env),
      LD_LIBRARY_PATH: [join(unpacked, "al2023/lib"), process.env.LD_LIBRARY_PATH ?? ""].filter(Boolean).join(":"),
      ...(existsSync("/etc/fonts") ? {} : { FONTCONFIG_PATH: join(unpacked, "fonts") }),
    },
  };
}

/** The package unpacks to the temporary folder of its process. It gets its own, because a stack may be starting in ours. */
async function unpack(archives: string[], directory: string): Promise<void> {
  await promisify(execFile)(process.execPath, [join(ROOT, "tests/unpack-chromium.ts"), ...archives], {
    env: { ...process.env, TMPDIR: directory },
  });
}

function definedVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
