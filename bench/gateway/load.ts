import { setTimeout as pause } from "node:timers/promises";
import { Pool } from "undici";
import { processorMs, requireListener } from "../processes.ts";

export type Target = {
  origin: string;
  path: string;
  /** Each request has the next of these. */
  headers: readonly Record<string, string>[];
};
export type Served = {
  aSecond: number;
  /** The processor time of the workerd that answered, for each answer. */
  processorMs: number;
};

/**
 * Asks for `seconds`, always so many at once, each connection one request after the other.
 * @throws when an answer is not 200
 */
export async function load(target: Target, atOnce: number, seconds: number): Promise<Served> {
  const { origin, path, headers } = target;
  const pool = new Pool(origin, { connections: atOnce, pipelining: 1 });
  const pid = requireListener(Number(new URL(origin).port));
  let next = 0;
  let answered = 0;
  let isOver = false;
  const ask = async () => {
    while (!isOver) {
      const answer = await pool.request({ method: "GET", path, headers: headers[next++ % headers.length] ?? {} });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`${origin}${path}: ${answer.statusCode} ${text}`);
      answered += 1;
    }
  };
  const before = processorMs(pid);
  const from = performance.now();
  const asking = Promise.all(Array.from({ length: atOnce }, ask));
  await Promise.race([pause(seconds * 1000), asking]);
  isOver = true;
  await asking;
  const took = performance.now() - from;
  await pool.close();
  return { aSecond: (answered * 1000) / took, processorMs: (processorMs(pid) - before) / answered };
}
