import { statfsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Linux's file system in memory. A container's is often small. */
const MEMORY = "/dev/shm";
/** A whole run takes a seventh of it. */
const ROOM_BYTES = 2 * 1024 ** 3;

/**
 * A new folder for data that ends with the run: in memory where there is room. A copy of a database is a thousand files,
 * and a disk takes longer to create them than most tests take.
 */
export function makeTemporaryFolder(prefix: string): Promise<string> {
  return mkdtemp(join(hasRoomInMemory() ? MEMORY : tmpdir(), prefix));
}

function hasRoomInMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return false;
  }
}
