/** The part of an R2 bucket that is used here (https://developers.cloudflare.com/r2/api/workers/workers-api-reference/). */
export type Bucket = {
  /** Null when there is none. `range` counts bytes; without it, the whole. */
  get(
    key: string,
    options?: { range: { offset: number; length: number } },
  ): Promise<{
    body: ReadableStream;
    size: number;
  } | null>;
  put(key: string, bytes: ArrayBuffer): Promise<unknown>;
  /** Success too when there is none. */
  delete(key: string): Promise<void>;
  createMultipartUpload(key: string): Promise<MultipartUpload>;
};
export type MultipartUpload = {
  uploadPart(partNumber: number, bytes: ArrayBuffer): Promise<UploadedPart>;
  complete(parts: UploadedPart[]): Promise<unknown>;
  abort(): Promise<void>;
};
export type UploadedPart = { partNumber: number; etag: string };
