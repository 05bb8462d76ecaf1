import { useEffect, useState } from "preact/hooks";

const TICK_MS = 1_000;

/** The time, updated every second while it runs. The first value is the server's, so that hydration changes nothing. */
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
