import { useReading } from "../lib/knowledge/use-reading.ts";

/** Loads the page of a file again when it has been read. */
export function FileWatch({ fileId }: { fileId: string }) {
  useReading({ fileId, isReading: true, mayReload: true });
  return null;
}
