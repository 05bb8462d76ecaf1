import type { Log, LogFields } from "../log/log.ts";
import { Unreadable, type Shape } from "./shape.ts";

/** The storage of a Durable Object, as far as it is used here, or a stand-in. */
export type ValueStorage = {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<boolean>;
};

/** One value of a Durable Object, kept under one key in a shape that has versions. */
export type StoredValue<T> = {
  /** Undefined when nothing is kept, or nothing that can be read: that is set aside and told, and may be written anew. */
  get(): Promise<T | undefined>;
  put(value: T): Promise<void>;
  delete(): Promise<void>;
};

/** Where what could not be read lies, for a person to look at; the next one takes its place. */
export const asideKey = (key: string) => `set-aside:${key}`;

/**
 * What was stored, in its shape. What cannot be read is told as an error, without a word of it, and is undefined: the caller
 * sets it aside, and its place is free.
 */
export function readOrTell<T>(
  shape: Shape<T>,
  raw: unknown,
  log: Pick<Log, "error">,
  where?: LogFields,
): T | undefined {
  try {
    return shape.read(raw);
  } catch (err) {
    if (!(err instanceof Unreadable)) throw err;
    log.error("stored state was set aside", err, where);
    return undefined;
  }
}

/** A value under a key of a Durable Object's asynchronous storage. */
export function storedValue<T>(
  storage: ValueStorage,
  key: string,
  shape: Shape<T>,
  log: Pick<Log, "error">,
): StoredValue<T> {
  return {
    async get() {
      const raw = await storage.get(key);
      const value = raw === undefined ? undefined : readOrTell(shape, raw, log, { key });
      if (raw === undefined || value !== undefined) return value;
      await storage.put(asideKey(key), raw);
      await storage.delete(key);
      return undefined;
    },
    put: (value) => storage.put(key, shape.write(value)),
    async delete() {
      await storage.delete(key);
    },
  };
}
