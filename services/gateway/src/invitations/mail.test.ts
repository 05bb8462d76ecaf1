import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { sendMail } from "./mail.ts";

type Answer = { status: number; body: object };
let auth: Server;
let env: Parameters<typeof sendMail>[0];
let answers: Record<string, Answer>;
let asked: { path: string; redirectTo: string | null; key: string | undefined; body: unknown }[];

beforeAll(async () => {
  auth = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://auth.test");
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = url.pathname.replace("/auth/v1/", "");
      const redirectTo = url.searchParams.get("redirect_to");
      const key = request.headers.authorization;
      asked.push({ path, redirectTo, key, body: JSON.parse(Buffer.concat(chunks).toString()) });
      const { status, body } = answers[path] ?? { status: 404, body: {} };
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => auth.listen(0, "127.0.0.1", resolve));
  const address = auth.address();
  if (address === null || typeof address === "string") throw new Error("expected a TCP address");
  const SUPABASE_URL = `http://127.0.0.1:${address.port}`;
  env = { SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY: "service", SITE_URL: "https://allokoli.fr" };
});
afterAll(() => new Promise((resolve) => auth.close(resolve)));
beforeEach(() => {
  asked = [];
  answers = { invite: { status: 200, body: {} }, otp: { status: 200, body: {} } };
});

const MAIL = { email: "camille@cabinet.fr", organizationName: "Cabinet du Parc", locale: "fr" } as const;
const REDIRECT = "https://allokoli.fr/auth/callback?next=/invitations";

it("invites a new address, in the organization's language", async () => {
  await expect(sendMail(env, MAIL)).resolves.toBe("sent");
  expect(asked).toEqual([
    {
      path: "invite",
      redirectTo: REDIRECT,
      key: "Bearer service",
      body: { email: MAIL.email, data: { locale: "fr", invited_to: "Cabinet du Parc" } },
    },
  ]);
});

it.each([
  { code: 422, error_code: "email_exists", msg: "…" },
  { code: "email_exists", message: "…" },
])("sends a link to who has an account: %j", async (body) => {
  answers["invite"] = { status: 422, body };
  await expect(sendMail(env, MAIL)).resolves.toBe("sent");
  expect(asked[1]).toMatchObject({
    path: "otp",
    redirectTo: REDIRECT,
    body: { email: MAIL.email, create_user: false },
  });
});

it("has failed when Auth refuses, is away, or answers something else", async () => {
  answers["invite"] = { status: 429, body: { code: 429, error_code: "over_email_send_rate_limit", msg: "exceeded" } };
  await expect(sendMail(env, MAIL)).resolves.toBe("failed");
  answers["invite"] = { status: 503, body: [] };
  await expect(sendMail(env, MAIL)).resolves.toBe("failed");
  await expect(sendMail({ ...env, SUPABASE_URL: "http://127.0.0.1:1" }, MAIL)).resolves.toBe("failed");
});

it("does not say that an address is known by the link that its owner was sent a moment ago", async () => {
  answers["invite"] = { status: 422, body: { error_code: "email_exists" } };
  const msg = "For security purposes, you can only request this after 12 seconds.";
  answers["otp"] = { status: 429, body: { error_code: "over_email_send_rate_limit", msg } };
  await expect(sendMail(env, MAIL)).resolves.toBe("sent");
});
