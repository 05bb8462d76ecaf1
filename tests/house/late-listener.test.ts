import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startHouse, type House, type Organization } from "../house.ts";
import { createAssistant, listen, numbered } from "./listener.ts";

let house: House;
let owner: Organization;

beforeAll(async () => {
  house = await startHouse({ vars: { "allokoli-calls": { FLUSH_AFTER_MS: "20", KEEP_ROOM_MS: "2000" } } });
  owner = await house.newOrganization();
});
afterAll(() => house.close());

it("who listens to a call whose room is gone is told all of it from the history", async () => {
  const { id: assistantId } = await createAssistant(house, owner);
  const json = { assistantId, phoneNumberId: house.vapi.phoneNumberId, customer: { number: "+33611110200" } };
  const made = (await (await house.api("/v1/calls", { ...owner, method: "POST", json })).json()) as {
    items: { id: string }[];
  };
  const path = `/v1/calls/${made.items[0]?.id}/listen`;
  const live = await listen(house, path, owner);
  await live.over;
  // A mark by which the history is told from the room.
  await vi.waitFor(async () => {
    const marked = await house.sql(
      "update call_events set data = data || '{\"mark\": true}' where call_id = $1 and seq = 1 returning seq",
      [made.items[0]?.id],
    );
    expect(marked).toHaveLength(1);
  });
  const listenLate = async () => {
    const late = await listen(house, path, owner);
    await late.over;
    expect(late.heard[0]?.data["mark"]).toBe(true);
    return late;
  };
  const late = await vi.waitFor(listenLate, { timeout: 20_000, interval: 200 });
  expect(late.heard.slice(1)).toEqual(numbered(live.heard).slice(1));
  expect(late.heard.at(-1)?.event).toBe("call.report");

  const resumed = await listen(house, path, owner, "3");
  await resumed.over;
  expect(resumed.heard).toEqual(late.heard.slice(3));
  expect((await listen(house, path, owner, late.lastEventId())).status).toBe(204);
  const lost = await listen(house, path, owner, "9999");
  await lost.over;
  expect(lost.heard.map(({ event }) => event)).toEqual(["reset"]);
});
