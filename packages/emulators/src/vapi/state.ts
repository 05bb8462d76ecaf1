import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { v7 as uuidv7 } from "uuid";
import type { Clock } from "./clock.ts";
import { toIso } from "./clock.ts";
import type { JsonObject } from "./json.ts";
import { isObject, parseJson, textAt } from "./json.ts";

export interface StoredObject extends JsonObject {
  id: string;
  orgId: string;
  createdAt: string;
  updatedAt: string;
}

export type Kind =
  | "assistant"
  | "tool"
  | "squad"
  | "simulation-run"
  | "simulation-item"
  | "call"
  | "chat"
  | "session"
  | "phone-number"
  | "credential"
  | "org"
  | "playback";

export type Collection = {
  find(id: string): StoredObject | undefined;
  /** Newest first. */
  all(): StoredObject[];
  /** Gives it an id, the organisation and its dates. */
  create(fields: JsonObject, id?: string): StoredObject;
  /** Replaces the named top-level fields; null and undefined clear one. Dates the change. */
  patch(id: string, fields: JsonObject): StoredObject | undefined;
  delete(id: string): StoredObject | undefined;
};

export type State = {
  orgId: string;
  collection(kind: Kind): Collection;
  newId(): string;
  /** Forgets everything, on disk too. */
  clear(): void;
  close(): void;
};

function toStored(value: JsonObject): StoredObject | undefined {
  const id = textAt(value, "id");
  const orgId = textAt(value, "orgId");
  const createdAt = textAt(value, "createdAt");
  const updatedAt = textAt(value, "updatedAt");
  if (id === undefined || orgId === undefined || createdAt === undefined || updatedAt === undefined) return undefined;
  return { ...value, id, orgId, createdAt, updatedAt };
}

function openDatabase(stateDir: string): DatabaseSync {
  mkdirSync(stateDir, { recursive: true });
  const database = new DatabaseSync(join(stateDir, "vapi.sqlite"));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  database.exec(
    "CREATE TABLE IF NOT EXISTS objects (kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id))",
  );
  return database;
}

/** What the emulator knows: in memory, with a copy on disk that outlives the process. */
export function openState(options: { stateDir: string | undefined; orgId: string; clock: Clock }): State {
  const { clock, orgId } = options;
  const database = options.stateDir === undefined ? undefined : openDatabase(options.stateDir);
  const save = database?.prepare("INSERT OR REPLACE INTO objects (kind, id, body) VALUES (?, ?, ?)");
  const erase = database?.prepare("DELETE FROM objects WHERE kind = ? AND id = ?");
  const kinds = new Map<Kind, Map<string, StoredObject>>();

  // A call that is cut off while the emulator closes may still write; like a crash, that is lost.
  let closed = false;

  const newId = (): string => uuidv7({ msecs: clock.now() });

  function load(kind: Kind): Map<string, StoredObject> {
    const objects = new Map<string, StoredObject>();
    for (const row of database?.prepare("SELECT body FROM objects WHERE kind = ? ORDER BY id").all(kind) ?? []) {
      const value = typeof row["body"] === "string" ? parseJson(row["body"]) : undefined;
      const stored = isObject(value) ? toStored(value) : undefined;
      if (stored !== undefined) objects.set(stored.id, stored);
    }
    return objects;
  }

  function collection(kind: Kind): Collection {
    const objects = kinds.get(kind) ?? load(kind);
    kinds.set(kind, objects);
    const put = (object: StoredObject): StoredObject => {
      objects.set(object.id, object);
      if (!closed) save?.run(kind, object.id, JSON.stringify(object));
      return object;
    };
    return {
      find: (id) => objects.get(id),
      all: () => [...objects.values()].toSorted(newestFirst),
      create(fields, id = newId()) {
        const now = toIso(clock.now());
        return put({ ...withoutNulls(fields), id, orgId, createdAt: now, updatedAt: now });
      },
      patch(id, fields) {
        const old = objects.get(id);
        if (old === undefined) return undefined;
        const changed = { ...old, ...fields, id, orgId, createdAt: old.createdAt, updatedAt: toIso(clock.now()) };
        return put({ ...withoutNulls(changed), id, orgId, createdAt: changed.createdAt, updatedAt: changed.updatedAt });
      },
      delete(id) {
        const old = objects.get(id);
        objects.delete(id);
        if (!closed) erase?.run(kind, id);
        return old;
      },
    };
  }

  return {
    orgId,
    collection,
    newId,
    clear() {
      for (const objects of kinds.values()) objects.clear();
      database?.exec("DELETE FROM objects");
    },
    close() {
      closed = true;
      database?.close();
    },
  };
}

function withoutNulls(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}

function newestFirst(a: StoredObject, b: StoredObject): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
