import { Problem } from "../http/problem.ts";

export type LogFields = Record<string, string | number | boolean | null | undefined>;
export type Log = {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, err: unknown, fields?: LogFields): void;
};

/** One JSON line an entry, with `fields` in each. Fields are scalars, so that no payload or secret slips in whole. */
export function createLog(fields: LogFields): Log {
  const line = (level: string, message: string, more: LogFields = {}) =>
    JSON.stringify({ level, message, at: new Date().toISOString(), ...fields, ...more });
  return {
    info: (message, more) => console.log(line("info", message, more)),
    warn: (message, more) => console.warn(line("warn", message, more)),
    error: (message, err, more) => console.error(line("error", message, { ...describe(err), ...more })),
  };
}

/** An error's name, code, message and cause. A SQL error's `detail` is left out: it can hold a person's data. */
function describe(err: unknown): LogFields {
  if (!(err instanceof Error)) return { error: typeof err };
  const cause = err instanceof Problem ? err.cause : (err.cause ?? undefined);
  return {
    error: err.name,
    errorMessage: err.message.slice(0, 500),
    ...("code" in err && { errorCode: String(err.code) }),
    ...(cause instanceof Error && { cause: `${cause.name}: ${cause.message.slice(0, 500)}` }),
    ...(!(err instanceof Problem) && { stack: err.stack?.slice(0, 2000) }),
  };
}

/** A path as a log has it: without the number in `/v1/callers/{number}`, which an erasure could not reach there. */
export const loggedPath = (path: string): string => path.replace(/^(\/v1\/callers\/)[^/]+/, "$1…");
