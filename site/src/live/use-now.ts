import { useEffect, useState } from "react";

const TICK_MS = 1_000;

/** The time, a second at a time while it runs; the first value is the server's, so that the page hydrates unchanged. */
export function useNow(renderedAt: number, isRunning: boolean): number {
  const [now, setNow] = useState(renderedAt);
  useEffect(() => {
    if (!isRunning) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}
