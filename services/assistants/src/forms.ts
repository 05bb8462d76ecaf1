import { formOf } from "@allokoli/shared/mirror/form";
import type { Env } from "./env.ts";

/** Raise one when its compiler sends the same thing to Vapi in another way: all of that kind is then sent again. */
const VERSIONS = { assistant: 2, function: 2, squad: 1, workflow: 2 };
export type FormEnv = Pick<Env, "PUBLIC_API_URL" | "VAPI_WEBHOOK_SECRET">;

/** The form in which a kind of thing is sent to Vapi. It includes our address and the secret, except for a squad. */
export const formIn =
  ({ PUBLIC_API_URL: publicApiUrl, VAPI_WEBHOOK_SECRET: masterSecret }: FormEnv, kind: keyof typeof VERSIONS) =>
  (): Promise<string> =>
    formOf({ version: VERSIONS[kind], ...(kind !== "squad" && { server: { publicApiUrl, masterSecret } }) });
