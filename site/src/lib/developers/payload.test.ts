import { expect, test } from "vitest";
import { payloadOf, toRead } from "./payload.ts";

test("the bytes are those that webhooks are sent: what the API lists, in the same order", () => {
  const sent =
    '{"id":"1","type":"ping","createdAt":"2026-11-27T08:00:00.000Z","organizationId":"2","resource":{"type":"webhook","id":"3"},"data":{"b":"é\\u2028","a":[1.5]}}';
  const event = JSON.parse(sent);
  expect(payloadOf(event)).toBe(JSON.stringify(JSON.parse(sent)));
  expect(JSON.parse(toRead(payloadOf(event)))).toEqual(JSON.parse(sent));
});
