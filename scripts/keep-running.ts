/** A server of the stack that may end by itself. */
export interface Server {
  /** Resolves when it has ended, whatever the cause, with a description of it. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

export interface KeepOptions {
  name: string;
  start: () => Promise<Server>;
  say: (sentence: string) => void;
  wait: (ms: number) => Promise<void>;
  now: () => number;
}

/** More endings than this within a minute have a cause that another start does not repair. */
const MAX_ENDINGS = 5;
const MINUTE_MS = 60_000;
/** What a killed server leaves behind is gone only after a moment. */
const MAX_ATTEMPTS = 40;
const RETRY_MS = 500;

/**
 * Starts a server again whenever it ends by itself, and reports it, also when that does not help.
 * @returns stops the server, or the one that is about to start in its place
 */
export function keepRunning(first: Server, { name, start, say, wait, now }: KeepOptions): () => Promise<void> {
  let server: Server | undefined = first;
  let isStopping = false;
  let endings: number[] = [];
  const advice = "It is left so: close AlloKoli with Ctrl-C, and start it again.";

  const startAgain = async (): Promise<Server | undefined> => {
    for (let attempt = 1; !isStopping; attempt++) {
      try {
        return await start();
      } catch (err) {
        if (attempt === MAX_ATTEMPTS) {
          say(`${name} does not start: ${err instanceof Error ? err.message : String(err)}\n${advice}`);
          return undefined;
        }
        await wait(RETRY_MS);
      }
    }
    return undefined;
  };

  const watch = async () => {
    for (;;) {
      const how = await server?.ended;
      server = undefined;
      if (isStopping) return;
      endings = [...endings.filter((at) => now() - at < MINUTE_MS), now()];
      if (endings.length > MAX_ENDINGS) {
        say(`${name} keeps ending (${how}). ${advice}`);
        return;
      }
      say(`${name} ended (${how}). It is started again.`);
      const started = await startAgain();
      if (started === undefined) return;
      // Stopped meanwhile: nobody else knows of the new server.
      if (isStopping) return started.stop();
      server = started;
      say(`${name} runs again.`);
    }
  };
  const watching = watch();
  return async () => {
    isStopping = true;
    await server?.stop();
    await watching;
  };
}
