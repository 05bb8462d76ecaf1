import { useCallback, useEffect, useReducer, useRef, useState } from "preact/hooks";
import { sendFile, type Sent } from "../lib/knowledge/send-file.ts";
import { useDrop } from "../lib/knowledge/use-drop.ts";
import { toUploads, type UploadView } from "../lib/knowledge/uploads.ts";
import { useReading } from "../lib/knowledge/use-reading.ts";
import { m } from "../paraglide/messages.js";

type Props = {
  baseId: string;
  /** Where the form goes without scripts. */
  action: string;
  /** Whether files of the base are being read as the page is shown. */
  isReading: boolean;
  error?: string | undefined;
};

/** So many go at once: more would share the same line. */
const AT_ONCE = 2;

/** Files are dropped in or chosen, several at once, each with its progress. Without scripts it is a form for one file. */
export function FileDrop({ baseId, action, isReading, error }: Props) {
  const [uploads, change] = useReducer(toUploads, []);
  const [isLive, setLive] = useState(false);
  const files = useRef(new Map<string, File>());
  useEffect(() => setLive(true), []);

  const isSending = uploads.some(({ state }) => state === "waiting" || state === "sending" || state === "adding");
  const hasFailed = uploads.some(({ state }) => state === "failed");
  useReading({ baseId, isReading: isReading || uploads.length > 0, mayReload: !isSending && !hasFailed });

  useEffect(() => {
    if (!isSending) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isSending]);

  const going = uploads.filter(({ state }) => state === "sending" || state === "adding").length;
  const next = uploads.find(({ state }) => state === "waiting");
  useEffect(() => {
    const file = next && files.current.get(next.key);
    if (next === undefined || file === undefined || going >= AT_ONCE) return;
    const { key } = next;
    change({ does: "begin", key });
    void sendFile(baseId, file, key, {
      onProgress: (percent) => change({ does: "progress", key, percent }),
      onSent: () => change({ does: "sent", key }),
    }).then((sent: Sent) => change({ does: "end", key, ...sent }));
  }, [next, going, baseId]);

  const add = useCallback((chosen: FileList | null | undefined) => {
    const added = [...(chosen ?? [])].map((file) => ({ key: crypto.randomUUID(), file }));
    for (const { key, file } of added) files.current.set(key, file);
    change({ does: "add", files: added.map(({ key, file }) => ({ key, name: file.name })) });
  }, []);
  const isOver = useDrop(add);

  return (
    <div className="grid gap-3">
      <form
        method="post"
        encType="multipart/form-data"
        action={action}
        className="dropzone"
        data-over={isOver}
        aria-label={m.knowledge_upload()}
      >
        {isLive && <p className="font-semibold">{m.knowledge_upload_drop()}</p>}
        <label className={isLive ? "button w-fit" : "font-semibold"} htmlFor="upload">
          {isLive ? m.knowledge_upload_choose() : m.knowledge_upload_file()}
        </label>
        <input
          id="upload"
          type="file"
          name="file"
          required
          multiple={isLive}
          className={isLive ? "sr-only" : "file-input"}
          aria-describedby={error ? "upload-hint upload-error" : "upload-hint"}
          aria-invalid={error ? "true" : undefined}
          onChange={(event) => {
            add(event.currentTarget.files);
            event.currentTarget.value = "";
          }}
        />
        <p className="hint" id="upload-hint">
          {m.knowledge_upload_hint()}
        </p>
        {error && (
          <p className="field-error" id="upload-error" role="alert">
            {error}
          </p>
        )}
        {!isLive && (
          <div>
            <button className="button button-primary" data-busy={m.busy_sending()}>
              {m.knowledge_upload_send()}
            </button>
          </div>
        )}
      </form>
      {uploads.length > 0 && (
        <ul className="card rows" aria-label={m.knowledge_upload_list()}>
          {uploads.map((upload) => (
            <UploadRow key={upload.key} upload={upload} onRetry={() => change({ does: "retry", key: upload.key })} />
          ))}
        </ul>
      )}
    </div>
  );
}

function UploadRow({ upload, onRetry }: { upload: UploadView; onRetry: () => void }) {
  const { name, state, percent, problem } = upload;
  const told = {
    waiting: m.knowledge_upload_waiting(),
    sending: m.knowledge_upload_sending({ percent }),
    adding: m.knowledge_upload_adding(),
    done: m.knowledge_upload_reading(),
    failed: problem ?? "",
  }[state];
  return (
    <li className="grid gap-1 px-5 py-3">
      <p className="min-w-0 font-semibold">{name}</p>
      {state === "sending" && <progress className="progress" max={100} value={percent} aria-label={name} />}
      <p className={state === "failed" ? "field-error" : "hint"} role={state === "failed" ? "alert" : "status"}>
        {told}
      </p>
      {state === "failed" && upload.mayRetry && (
        <p>
          <button type="button" className="link cursor-pointer" onClick={onRetry}>
            {m.action_retry()}
          </button>
        </p>
      )}
    </li>
  );
}
