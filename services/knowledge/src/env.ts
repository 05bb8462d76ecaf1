import type { AnnounceBindings } from "@allokoli/shared/events/announce";
import type { DatabaseBindings } from "@allokoli/shared/service/service";
import type { Bucket } from "@allokoli/shared/storage/bucket";

/** The bindings and settings of the Worker; wrangler.toml has the reason of each number. */
export type Env = DatabaseBindings &
  AnnounceBindings & {
    FILES: Bucket;
    /** The reader Worker's `ReaderEntrypoint`. */
    READER: unknown;
    FILE_PROCESSOR: FileProcessorNamespace;
    RETRY_DELAY_MS: string;
  };

/** The namespace of the `FileProcessor` objects, one an organization, by the organization's id. */
export type FileProcessorNamespace = {
  getByName(orgId: string): {
    /** Bytes are about to be stored; without a row they are deleted again. Resolves once an alarm is stored. */
    expect(orgId: string, fileId: string): Promise<void>;
    /** There is work. Resolves once an alarm is stored. */
    arm(orgId: string, when: "soon" | "now"): Promise<void>;
  };
};

/** Where the bytes of a file lie in R2. */
export const keyOf = (orgId: string, fileId: string) => `${orgId}/${fileId}`;
