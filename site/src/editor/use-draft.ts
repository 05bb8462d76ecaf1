import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { api } from "../lib/api/browser.ts";
import type { ApiProblem } from "../lib/api/client.ts";
import type { Workflow, WorkflowDraft, WorkflowFault } from "../lib/api/types.ts";
import type { Document } from "../lib/workflows/document.ts";
import { documentIn, withoutSettings } from "../lib/workflows/draft-document.ts";
import { isSameDocument, together } from "./together.ts";

/** The pause after the last change before it is saved, and before the next try when the API was not reached. */
const PAUSE_MS = 700;
const RETRY_MS = 5_000;
/** The ETag of a draft that does not exist yet: of two people who begin one, the second is told. */
const NONE = '"0"';

export type SaveState = "published" | "saved" | "unsaved" | "saving" | "offline" | "refused";
/** Somebody else changed the draft: who, and in how many things both changed the same. */
export type Meeting = { who: string | null; conflicts: number };

export type Draft = {
  /** What answers the telephone. */
  published: Document;
  state: SaveState;
  faults: WorkflowFault[];
  /** The paths of the fields that were not accepted, such as `nodes.2.number`. */
  refused: string[];
  meeting: Meeting | undefined;
  isBehind: boolean;
  /** Saves what is not saved yet; false when that did not work. */
  flush(): Promise<boolean>;
  /** Publishes the draft; the problem when it was not. */
  publish(isAnyway: boolean): Promise<ApiProblem | undefined>;
  dismissMeeting(): void;
};

type Given = {
  workflow: Pick<Workflow, "id" | "faults">;
  published: Document;
  draft: { etag: string; faults: WorkflowFault[]; isBehind: boolean } | undefined;
  document: Document;
  /** Puts a document into the editor that has somebody else's work in it too. */
  take(document: Document): void;
};

/** Keeps the document as the workflow's draft, a moment after each change, and puts other people's changes together with it. */
export function useDraft({ workflow, published: atFirst, draft, document, take }: Given): Draft {
  const [published, setPublished] = useState(atFirst);
  const [state, setState] = useState<SaveState>(draft === undefined ? "published" : "saved");
  const [faults, setFaults] = useState(draft?.faults ?? workflow.faults);
  const [refused, setRefused] = useState<string[]>([]);
  const [meeting, setMeeting] = useState<Meeting>();
  const [isBehind, setBehind] = useState(draft?.isBehind ?? false);
  const etag = useRef(draft?.etag ?? NONE);
  /** What the API has; the state is for the effect below, the reference for what goes on meanwhile. */
  const [keptDocument, setKeptDocument] = useState(document);
  const kept = useRef(document);
  const keep = useCallback((what: Document) => {
    kept.current = what;
    setKeptDocument(what);
  }, []);
  const latest = useRef(document);
  latest.current = document;
  const saving = useRef<Promise<boolean>>();

  const accept = useCallback(
    (saved: WorkflowDraft, tag: string | undefined, what: Document) => {
      etag.current = tag ?? NONE;
      keep(what);
      setFaults(saved.faults);
      setBehind(saved.isBehind);
      setRefused([]);
      setState(latest.current === what ? "saved" : "unsaved");
    },
    [keep],
  );

  const meet = useCallback(async (): Promise<boolean> => {
    const path = { id: workflow.id };
    const theirs = await api.get("/v1/workflows/{id}/draft", { path });
    if (!theirs.ok && theirs.problem.code !== "not_found") return fail(theirs.problem);
    // Without a draft they have published it, or discarded it.
    const now = theirs.ok ? undefined : await api.get("/v1/workflows/{id}", { path });
    if (now?.ok === false) return fail(now.problem);
    const change = theirs.ok ? theirs.data.change : now?.ok ? documentIn(now.data) : published;
    const other: Document = { ...published, ...withoutSettings(change) };
    const { document: both, conflicts } = together(kept.current, latest.current, other);
    etag.current = theirs.ok ? (theirs.etag ?? NONE) : NONE;
    keep(other);
    // At once, not with the next drawing: whoever saves next must not send what was before.
    latest.current = both;
    setMeeting({ who: theirs.ok ? (theirs.data.author?.name ?? null) : null, conflicts });
    take(both);
    return true;
  }, [workflow.id, published, take, keep]);

  function fail(problem: ApiProblem): false {
    setRefused(problem.status === 422 ? (problem.errors ?? []).map(({ path }) => path) : []);
    setState(problem.status === 422 ? "refused" : "offline");
    return false;
  }

  const save = useCallback(async (): Promise<boolean> => {
    const what = latest.current;
    if (what === kept.current && etag.current !== NONE) {
      // Also what was undone while the API was not reached.
      setState("saved");
      return true;
    }
    setState("saving");
    const answer = await api.put("/v1/workflows/{id}/draft", {
      path: { id: workflow.id },
      body: what,
      ifMatch: etag.current,
    });
    if (answer.ok) {
      accept(answer.data, answer.etag, what);
      return true;
    }
    if (answer.problem.status !== 412 && answer.problem.code !== "not_found") return fail(answer.problem);
    return (await meet()) && false;
  }, [workflow.id, accept, meet]);

  /** One at a time: the next begins with the ETag of the last. */
  const saveInTurn = useCallback((): Promise<boolean> => {
    const next = (saving.current ?? Promise.resolve(true)).then(save);
    saving.current = next;
    return next;
  }, [save]);

  // Also when something was saved: what was undone meanwhile is what the API had before, and no longer has.
  useEffect(() => {
    const isUntouched = document === keptDocument || (etag.current === NONE && isSameDocument(document, published));
    if (isUntouched) {
      // Whoever undoes everything has nothing left to save.
      setState((before) => (before === "unsaved" ? (etag.current === NONE ? "published" : "saved") : before));
      return undefined;
    }
    setState((before) => (before === "refused" ? before : "unsaved"));
    const timer = setTimeout(() => void saveInTurn(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [document, keptDocument, published, saveInTurn]);

  useEffect(() => {
    if (state !== "offline") return undefined;
    const timer = setTimeout(() => void saveInTurn(), RETRY_MS);
    return () => clearTimeout(timer);
  }, [state, saveInTurn]);

  useEffect(() => {
    if (state === "saved" || state === "published") return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [state]);

  const flush = useCallback(async () => {
    if (state === "published" && latest.current === kept.current) return true;
    for (let attempt = 0; attempt < 3; attempt++) if (await saveInTurn()) return true;
    return false;
  }, [state, saveInTurn]);

  async function publish(isAnyway: boolean): Promise<ApiProblem | undefined> {
    if (isAnyway) {
      const what = latest.current;
      const rebased = await api.put("/v1/workflows/{id}/draft", {
        path: { id: workflow.id },
        query: { rebase: "true" },
        body: what,
        ifMatch: etag.current,
      });
      if (!rebased.ok) return rebased.problem;
      accept(rebased.data, rebased.etag, what);
    }
    const answer = await api.post("/v1/workflows/{id}/publish", { path: { id: workflow.id }, ifMatch: etag.current });
    if (!answer.ok) {
      if (answer.problem.status === 412) setBehind(true);
      if (answer.problem.status === 422) setRefused((answer.problem.errors ?? []).map(({ path }) => path));
      return answer.problem;
    }
    // What was typed while it was published is a new draft.
    etag.current = NONE;
    setPublished(kept.current);
    setBehind(false);
    setState(latest.current === kept.current ? "published" : "unsaved");
    return undefined;
  }

  return {
    published,
    state,
    faults,
    refused,
    meeting,
    isBehind,
    flush,
    publish,
    dismissMeeting: () => setMeeting(undefined),
  };
}
