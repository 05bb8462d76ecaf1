import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../lib/api/browser.ts";
import type { ApiProblem } from "../lib/api/client.ts";
import { join, mayUseMicrophone, type Conversation } from "./speak.ts";

export type TalkState = "before" | "joining" | "talking" | "over" | "no-microphone" | "not-joined";

/** One conversation, from the click on; aborting it leaves its room, or gives up joining it. */
type Attempt = { controller: AbortController; conversation?: Conversation };

/** A conversation by microphone: what state it is in, and what a person can do about it. */
export function useTalk(assistantId: string, onLevel: (level: number) => void) {
  const [state, setState] = useState<TalkState>("before");
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [callId, setCallId] = useState<string | null>(null);
  const [isMuted, setMuted] = useState(false);
  const attempt = useRef<Attempt>();
  /** The same until a room was made: whoever asks again after an answer was lost gets that room. */
  const key = useRef<string>();
  /** The provider's script stands once in a page: after a room that it could not join it refuses another. */
  const isSpent = useRef(false);
  // Whoever leaves the page leaves the room.
  useEffect(() => () => leave(), []);

  function leave() {
    attempt.current?.controller.abort();
    attempt.current = undefined;
  }

  async function begin() {
    // A double click.
    if (attempt.current !== undefined) return;
    if (isSpent.current) return location.reload();
    const mine: Attempt = { controller: new AbortController() };
    const { signal } = mine.controller;
    /** Of an attempt that was given up nothing more is told. */
    const settle = (next: TalkState, why: ApiProblem | null = null) => {
      if (attempt.current !== mine) return;
      attempt.current = undefined;
      setProblem(why);
      setState(next);
    };
    attempt.current = mine;
    setProblem(null);
    setCallId(null);
    setState("joining");
    if (!(await mayUseMicrophone())) return settle("no-microphone");
    if (signal.aborted) return;
    key.current ??= crypto.randomUUID();
    const made = await api.post("/v1/calls/web", { body: { assistantId }, idempotencyKey: key.current });
    if (made.ok) key.current = undefined;
    if (!made.ok) return settle("before", made.problem);
    const { id } = made.data;
    try {
      signal.throwIfAborted();
      setCallId(id);
      isSpent.current = true;
      mine.conversation = await join(made.data, { onLevel, onEnd: () => settle("over"), signal });
      signal.throwIfAborted();
      isSpent.current = false;
      setMuted(false);
      setState("talking");
    } catch {
      settle("not-joined");
      // Nobody is in the room: it is closed, so that no minute of it counts.
      await api.post("/v1/calls/{id}/end", { path: { id } });
    }
  }

  /** Gives up what is being joined. */
  function cancel() {
    leave();
    setCallId(null);
    setState("before");
  }

  function hangUp() {
    leave();
    setState("over");
  }

  /** Our own events say that the call is over: the provider's client may not have heard of it. */
  function hearEnd() {
    if (attempt.current !== undefined) hangUp();
  }

  function mute() {
    attempt.current?.conversation?.mute(!isMuted);
    setMuted(!isMuted);
  }

  return { state, problem, callId, isMuted, begin, cancel, hangUp, hearEnd, mute };
}
