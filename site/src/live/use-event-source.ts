import { useEffect, useRef, useState } from "preact/hooks";

export type Connection = "connecting" | "open" | "retrying" | "closed";

type Handlers = {
  types: readonly string[];
  /** Returns true for the last event of the stream. */
  onEvent: (type: string, data: unknown, id: string) => boolean;
  onOpen?: () => void;
  /** Called when the stream is refused, because EventSource does not give the reason. */
  mayTryAgain: () => Promise<boolean>;
};

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/**
 * An EventSource that does not give up. After a cut the browser resumes by itself (`Last-Event-ID`). After an error
 * answer it does not: then this code does, with the last id in the address.
 */
export function useEventSource(url: string | null, handlers: Handlers): Connection {
  const [connection, setConnection] = useState<Connection>("connecting");
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    if (url === null) return undefined;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let waitMs = FIRST_WAIT_MS;
    let lastId = "";
    let isOver = false;
    const open = () => {
      const address = lastId === "" ? url : `${url}?lastEventId=${encodeURIComponent(lastId)}`;
      const opened = new EventSource(address);
      source = opened;
      opened.onopen = () => {
        waitMs = FIRST_WAIT_MS;
        setConnection("open");
        latest.current.onOpen?.();
      };
      opened.onerror = () => {
        setConnection("retrying");
        if (opened.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(() => void openAgain(), waitMs);
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      };
      for (const type of latest.current.types) {
        opened.addEventListener(type, (event: MessageEvent<string>) => {
          lastId = event.lastEventId || lastId;
          if (!latest.current.onEvent(type, parse(event.data), event.lastEventId)) return;
          opened.close();
          setConnection("closed");
        });
      }
    };
    const openAgain = async () => {
      const mayTry = await latest.current.mayTryAgain();
      if (isOver) return;
      if (mayTry) open();
      else setConnection("closed");
    };
    open();
    return () => {
      isOver = true;
      clearTimeout(timer);
      source?.close();
    };
  }, [url]);
  return connection;
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
