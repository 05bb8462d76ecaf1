import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "./connect.ts";
import { readQueueAges } from "./queue-ages.ts";
import { system } from "./tenant.ts";
import { openFixture, type Fixture } from "./testing/fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

const ages = async () => {
  const database = connect(fixture.appUrl);
  try {
    return Object.fromEntries(
      (await system(database).read(readQueueAges)).map(({ queue, waiting, ageMs }) => [queue, { waiting, ageMs }]),
    );
  } finally {
    await database.close();
  }
};

it("names every queue, and counts what should be done already, of all organizations together", async () => {
  await fixture.superuser.query("delete from events");
  expect(await ages()).toEqual(
    Object.fromEntries(
      ["events", "deliveries", "alerts", "files", "mirror", "calls"].map((queue) => [queue, { waiting: 0, ageMs: 0 }]),
    ),
  );
  for (const orgId of [fixture.orgId, fixture.otherOrgId]) {
    await fixture.superuser.query(
      `insert into assistants (org_id, name, language, model_provider, model, temperature, voice_provider, voice,
        transcriber_provider, transcriber_language, max_duration_seconds, silence_timeout_seconds, sync_state, sync_next_at)
      select $1, 'A', 'fr', 'openai', 'gpt-4.1', 0.4, 'azure', 'fr-FR-DeniseNeural', 'deepgram', 'fr', 600, 30, 'pending',
        now() + given from unnest(array[interval '-2 minutes', interval '1 hour']) as given`,
      [orgId],
    );
  }
  const { mirror } = await ages();
  expect(mirror?.waiting).toBe(2);
  expect(mirror?.ageMs).toBeGreaterThanOrEqual(120_000);
  expect(mirror?.ageMs).toBeLessThan(180_000);
});

it("is for the system alone", async () => {
  await fixture.superuser.query("begin");
  await fixture.superuser.query("set local role allokoli_member");
  await expect(fixture.superuser.query("select * from app.queue_ages()")).rejects.toThrow(/permission denied/);
  await fixture.superuser.query("rollback");
});
