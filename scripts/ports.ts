import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { findListener } from "./processes.ts";

export interface Ports {
  site: number;
  api: number;
  auth: number;
  postgres: number;
  vapi: number;
  numbers: number;
}

/** Auth and Postgres have the ports of the Supabase CLI, so that `supabase start` can replace them. */
const USUAL: Ports = { site: 4321, api: 8787, auth: 54321, postgres: 54322, vapi: 8790, numbers: 8791 };

/** The usual ports; ALLOKOLI_PORT_SITE, _API, _AUTH, _POSTGRES, _VAPI and _NUMBERS choose others for a second stack. */
export function localPorts(env: NodeJS.ProcessEnv): Ports {
  const port = (name: keyof Ports): number => {
    const variable = `ALLOKOLI_PORT_${name.toUpperCase()}`;
    const chosen = env[variable];
    if (chosen === undefined) return USUAL[name];
    if (!/^\d{1,5}$/.test(chosen) || Number(chosen) < 1 || Number(chosen) > 65_535) {
      throw new Error(`${variable} is "${chosen}", which is not a port number.`);
    }
    return Number(chosen);
  };
  return {
    site: port("site"),
    api: port("api"),
    auth: port("auth"),
    postgres: port("postgres"),
    vapi: port("vapi"),
    numbers: port("numbers"),
  };
}

export async function freePorts(): Promise<Ports> {
  const ports = await Promise.all(Object.keys(USUAL).map(async (name) => [name, await freePort()]));
  return { ...USUAL, ...Object.fromEntries(ports) };
}

/** @throws a message for people that names the port and the variable that chooses another */
export async function requireFreePort(port: number, variable: string): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", (err: NodeJS.ErrnoException) => {
      if (err.code !== "EADDRINUSE") return reject(err);
      const holder = findListener(port);
      const who = holder === undefined ? "another program" : `process ${holder.pid} (${holder.command.slice(0, 100)})`;
      reject(new Error(`Port ${port} is taken by ${who}: stop it, or choose another port with ${variable}.`));
    });
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve()));
  });
}

/** Below the ports that the system gives to outgoing connections, which could take one between our look and our use. */
const OWN_PORTS = { from: 11_000, count: 21_000 };
let next = OWN_PORTS.from + Math.floor(Math.random() * OWN_PORTS.count);

/**
 * A port that is free, and that no other process of ours gets as long as this one runs.
 * @param first where to look first
 */
export async function freePort(first = next): Promise<number> {
  next = first;
  for (let times = 0; times < OWN_PORTS.count; times += 1) {
    const port = next;
    next = port + 1 < OWN_PORTS.from + OWN_PORTS.count ? port + 1 : OWN_PORTS.from;
    if ((await isFree(port)) && (await reserve(port))) return port;
  }
  throw new Error("no port is free");
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}

/**
 * Nothing of ours speaks UDP, so the UDP port of the same number says who may use it. The system ends the reservation
 * together with the process.
 */
async function reserve(port: number): Promise<boolean> {
  const sign = createSocket("udp4").unref();
  return new Promise((resolve) => {
    sign.once("error", () => sign.close(() => resolve(false)));
    sign.bind(port, "127.0.0.1", () => resolve(true));
  });
}
