import type { AnnounceBindings } from "@allokoli/shared/events/announce";
import type { DatabaseBindings } from "@allokoli/shared/service/service";

/** The bindings and settings of the Worker; wrangler.toml has the reason of each number. */
export type Env = DatabaseBindings &
  AnnounceBindings & {
    FILES: FileStorage;
    /** The reader Worker's `ReaderEntrypoint`. */
    READER: unknown;
    FILE_PROCESSOR: FileProcessorNamespace;
    RETRY_DELAY_MS: string;
  };

/** The part of an R2 bucket that files need. */
export type FileStorage = {
  get(key: string): Promise<{ body: ReadableStream; size: number } | null>;
  put(key: string, bytes: ArrayBuffer): Promise<unknown>;
  delete(key: string): Promise<void>;
  createMultipartUpload(key: string): Promise<MultipartUpload>;
};
export type MultipartUpload = {
  uploadPart(partNumber: number, bytes: ArrayBuffer): Promise<UploadedPart>;
  complete(parts: UploadedPart[]): Promise<unknown>;
  abort(): Promise<void>;
};
export type UploadedPart = { partNumber: number; etag: string };

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
