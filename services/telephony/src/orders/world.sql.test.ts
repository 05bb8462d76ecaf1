import { connect, type Database } from "@allokoli/shared/db/connect";
import { openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sealAccount } from "@allokoli/shared/providers/account";
import type { Env } from "../env.ts";
import { advanceOrder } from "./world.ts";

let fixture: Fixture;
let database: Database;
let vapi: Server;
const asked: string[] = [];
beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
  vapi = createServer((request, response) => {
    asked.push(request.method ?? "");
    response.setHeader("content-type", "application/json").end("[]");
  });
  await new Promise<void>((resolve) => vapi.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  vapi.close();
  await database.close();
  await fixture.close();
});

function envOf(): Env {
  const address = vapi.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const nowhere = "http://nowhere.invalid";
  return {
    HYPERDRIVE: { connectionString: fixture.appUrl },
    DELIVERIES: { eventsWritten: async () => undefined },
    VAPI_API_KEY: "key",
    VAPI_BASE_URL: `http://127.0.0.1:${port}`,
    VAPI_WEBHOOK_SECRET: "secret",
    CREDENTIALS_KEY: Buffer.alloc(32, 1).toString("base64"),
    TWILIO_BASE_URL: nowhere,
    TWILIO_PRICING_BASE_URL: nowhere,
    TELNYX_BASE_URL: nowhere,
    VONAGE_BASE_URL: nowhere,
    ECB_BASE_URL: nowhere,
    PUBLIC_API_URL: nowhere,
    SITE_URL: nowhere,
    MIRROR_SWEEP: { getByName: () => ({ arm: async () => undefined }) },
    MIRROR_WATCH: { getByName: () => ({ arm: async () => undefined }) },
    MIRROR_WATCH_EVERY_MS: "60000",
    MIRROR_STOCKTAKE_EVERY_MS: "60000",
    NUMBER_ORDER: {
      getByName: () => ({
        arm: async () => undefined,
        run: async () => ({ state: "gone", error: null, isAtProvider: false }),
      }),
    },
  };
}

it("an order whose account is not at Vapi yet sends nothing, and so waits for no answer", async () => {
  const env = envOf();
  const { orgId } = fixture;
  const [numberId, credentialId] = [randomUUID(), randomUUID()];
  const account = { provider: "sip" as const, secret: { gateway: "sip.example.fr" } };
  const { sealed, masked } = await sealAccount(env, orgId, credentialId, account);
  await fixture.superuser.query(
    `insert into telephony_credentials (id, org_id, name, provider, sealed, key_id, masked, sync_state, sync_action, sync_next_at)
     values ($1, $2, 'Ligne', 'sip', $3, $4, $5, 'pending', 'create', now())`,
    [credentialId, orgId, sealed.text, sealed.keyId, masked],
  );
  await fixture.superuser.query(
    `insert into phone_numbers (id, org_id, name, provider, number, credential_id, order_state)
     values ($1, $2, 'Accueil', 'sip', '+33199001000', $3, 'held')`,
    [numberId, orgId, credentialId],
  );
  const order = await advanceOrder(env, database, { orgId, numberId });
  expect(asked).toEqual(["GET"]);
  expect(order).toMatchObject({ state: "held", sentAt: null, looks: 1 });
});
