import { freePort } from "./postgres.ts";

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
