/** A file on its way to the base, as a person sees it. */
export type UploadView = {
  key: string;
  name: string;
  state: "waiting" | "sending" | "adding" | "done" | "failed";
  /** Of its bytes, as long as it is sent. */
  percent: number;
  /** Why it failed, in words. */
  problem?: string | undefined;
  mayRetry: boolean;
};

export type UploadChange =
  | { does: "add"; files: { key: string; name: string }[] }
  | { does: "begin" | "sent" | "retry"; key: string }
  | { does: "progress"; key: string; percent: number }
  | { does: "end"; key: string; problem?: string | undefined; mayRetry?: boolean | undefined };

/** The uploads after a change. A change of a file that is not there changes nothing. */
export function toUploads(uploads: UploadView[], change: UploadChange): UploadView[] {
  if (change.does === "add")
    return [
      ...uploads,
      ...change.files.map((file) => ({ ...file, state: "waiting" as const, percent: 0, mayRetry: false })),
    ];
  return uploads.map((upload) => (upload.key === change.key ? { ...upload, ...after(change) } : upload));
}

function after(change: Exclude<UploadChange, { does: "add" }>): Partial<UploadView> {
  switch (change.does) {
    case "begin":
      return { state: "sending", percent: 0 };
    case "progress":
      return { percent: change.percent };
    case "sent":
      return { state: "adding" };
    case "retry":
      return { state: "waiting", problem: undefined, mayRetry: false };
    case "end":
      return change.problem === undefined
        ? { state: "done" }
        : { state: "failed", problem: change.problem, mayRetry: change.mayRetry ?? false };
  }
}
