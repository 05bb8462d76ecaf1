import type * as z from "zod";

/** A value as it lies in storage: beside it the version of its shape. */
export type Stored<T> = { shapeVersion: number; value: T };

/** What the release before stored, brought one version forward. May throw for what it cannot read. */
export type Step = (before: never) => unknown;

/** How one kind of value is stored, and how what earlier releases stored is read. */
export type Shape<T> = {
  name: string;
  /** The number of the shape that this release writes: one a step. */
  version: number;
  /** @throws {Unreadable} for what no release wrote, or what a later one did */
  read(raw: unknown): T;
  write(value: T): Stored<T>;
};

/**
 * Stored state that outlives a deployment. Version 0 is what was stored before there were versions: the bare value. Each
 * step takes one version to the next and is never edited once landed; the schema holds what the last one gives.
 * @param steps one a version, the oldest first; a new one is added behind
 */
export function shapeOf<T>(name: string, schema: z.ZodType<T>, steps: Step[]): Shape<T> {
  const version = steps.length;
  return {
    name,
    version,
    read(raw) {
      const stored = isStored(raw) ? raw : { shapeVersion: 0, value: raw };
      if (stored.shapeVersion > version) throw new Unreadable(name, stored.shapeVersion, "a later release wrote it");
      let { value } = stored;
      try {
        for (const step of steps.slice(stored.shapeVersion)) value = step(value as never);
      } catch (err) {
        throw new Unreadable(name, stored.shapeVersion, err instanceof Error ? err.name : typeof err);
      }
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
      throw new Unreadable(name, stored.shapeVersion, parsed.error.issues.map(placeOf).join(", "));
    },
    write: (value) => ({ shapeVersion: version, value }),
  };
}

/** Says where what was stored differs from its shape, and no value of it: those can be a caller's words. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
  constructor(shape: string, version: number, reason: string) {
    super(`stored ${shape} of version ${version} cannot be read: ${reason.slice(0, 300)}`);
  }
}

const isStored = (raw: unknown): raw is Stored<unknown> =>
  typeof raw === "object" &&
  raw !== null &&
  "shapeVersion" in raw &&
  "value" in raw &&
  Number.isInteger(raw.shapeVersion) &&
  Number(raw.shapeVersion) >= 0;

const placeOf = ({ path, code }: z.core.$ZodIssue) => `${path.map(String).join(".") || "all of it"} (${code})`;
