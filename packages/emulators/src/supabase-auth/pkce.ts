import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import type { Queryable } from "./database.ts";
import { AuthError, invalidRequest } from "./errors.ts";
import type { JsonBody } from "./json-body.ts";

const FLOW_SECONDS = 300;
const CHALLENGE = /^[a-zA-Z0-9._~-]+$/;

/** How a person proved themselves; it becomes the `amr` of the session. */
export type AuthenticationMethod =
  | "password"
  | "otp"
  | "magiclink"
  | "recovery"
  | "invite"
  | "email/signup"
  | "email_change";

export type CodeChallenge = { challenge: string; method: "s256" | "plain" };

/** The challenge of a client that will exchange a code; undefined for the implicit flow. */
export function findChallenge(body: JsonBody): CodeChallenge | undefined {
  const challenge = body.text("code_challenge");
  const method = body.text("code_challenge_method").toLowerCase();
  if ((challenge === "") !== (method === "")) {
    throw invalidRequest("PKCE flow requires code_challenge_method and code_challenge");
  }
  if (challenge === "") return undefined;
  if (challenge.length < 43 || challenge.length > 128) {
    throw invalidRequest("code challenge has to be between 43 and 128 characters");
  }
  if (!CHALLENGE.test(challenge)) {
    throw invalidRequest(
      "code challenge can only contain alphanumeric characters, hyphens, periods, underscores and tildes",
    );
  }
  if (method !== "s256" && method !== "plain") throw invalidRequest("Invalid code challenge method");
  return { challenge, method };
}

export async function startFlow(
  tx: Queryable,
  flow: { userId: string; method: AuthenticationMethod; challenge: CodeChallenge },
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into auth.flow_state (id, user_id, auth_code, code_challenge_method, code_challenge, provider_type,
       authentication_method, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $6, $7, $7)`,
    [randomUUID(), flow.userId, randomUUID(), flow.challenge.method, flow.challenge.challenge, flow.method, now],
  );
}

/** The code that the link's redirect carries to the client that started the flow. */
export async function issueAuthCode(
  tx: Queryable,
  userId: string,
  method: AuthenticationMethod,
  now: Date,
): Promise<string> {
  const { rows } = await tx.query<{ auth_code: string }>(
    `update auth.flow_state set auth_code_issued_at = $3, updated_at = $3
     where id = (select id from auth.flow_state where user_id = $1 and authentication_method = $2
                 order by created_at desc limit 1)
     returning auth_code`,
    [userId, method, now],
  );
  const code = rows[0]?.auth_code;
  if (code === undefined) {
    throw new AuthError(
      400,
      "flow_state_not_found",
      "No associated flow state found. No valid flow state found for user.",
    );
  }
  return code;
}

type FlowState = {
  id: string;
  user_id: string;
  authentication_method: AuthenticationMethod;
  code_challenge: string;
  code_challenge_method: "s256" | "plain";
  created_at: Date;
  auth_code_issued_at: Date | null;
};

/** Ends the flow that the code belongs to, once. */
export async function redeemAuthCode(
  tx: Queryable,
  code: string,
  verifier: string,
  now: Date,
): Promise<{ userId: string; method: AuthenticationMethod }> {
  if (code === "" || verifier === "") {
    throw invalidRequest("invalid request: both auth code and code verifier should be non-empty");
  }
  const { rows } = await tx.query<FlowState>("select * from auth.flow_state where auth_code = $1 for update", [code]);
  const flow = rows[0];
  if (!flow) {
    throw new AuthError(404, "flow_state_not_found", "invalid flow state, no valid flow state found");
  }
  if (now.getTime() > startOf(flow).getTime() + FLOW_SECONDS * 1_000) {
    throw new AuthError(422, "flow_state_expired", "invalid flow state, flow state has expired");
  }
  if (!verifierMatches(verifier, flow)) {
    throw new AuthError(400, "bad_code_verifier", "code challenge does not match previously saved code verifier");
  }
  await tx.query("delete from auth.flow_state where id = $1", [flow.id]);
  return { userId: flow.user_id, method: flow.authentication_method };
}

/** A magic link may wait in the mailbox: its time runs from the click. */
function startOf(flow: FlowState): Date {
  const clicked = flow.authentication_method === "magiclink" ? flow.auth_code_issued_at : null;
  return clicked ?? flow.created_at;
}

function verifierMatches(verifier: string, flow: FlowState): boolean {
  const challenge =
    flow.code_challenge_method === "s256" ? createHash("sha256").update(verifier).digest("base64url") : verifier;
  const [actual, expected] = [Buffer.from(challenge), Buffer.from(flow.code_challenge)];
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
