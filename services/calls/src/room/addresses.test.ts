import { v7 as uuidv7, validate, version } from "uuid";
import { describe, expect, test } from "vitest";
import { isControlUrl, toListenAddress } from "./dial/control-url.ts";
import { adoptedCallId, siblingId } from "./state/ids.ts";
import { destinationOf } from "./route.ts";

const ORG = "01990000-0000-7000-8000-0000000000aa";
const OURS = "01990000-0000-7000-8000-0000000000bb";
const VAPIS = "01990000-0000-7000-8000-0000000000cc";

describe("which call a message is about", () => {
  test("comes first from the address that Vapi called", () => {
    expect(destinationOf(ORG, OURS, { call: { id: VAPIS } })).toEqual({ callId: OURS, own: true });
  });

  test("then from the metadata that we sent with the call", () => {
    const call = { id: VAPIS, assistantOverrides: { metadata: { allokoliCallId: OURS } } };
    expect(destinationOf(ORG, null, { call })).toEqual({ callId: OURS, own: true });
  });

  test("then from Vapi's id, which becomes ours", () => {
    expect(destinationOf(ORG, null, { call: { id: VAPIS } })).toEqual({ callId: VAPIS, own: false });
    expect(destinationOf(ORG, "not a uuid", { call: { id: VAPIS } })).toEqual({ callId: VAPIS, own: false });
  });

  test("an id of Vapi's that is no UUID gives a UUID: always the same one, but another in each organization", () => {
    const id = adoptedCallId(ORG, "call_123");
    expect(validate(id)).toBe(true);
    expect(adoptedCallId(ORG, "call_123")).toBe(id);
    expect(adoptedCallId(OURS, "call_123")).not.toBe(id);
  });

  test("the assistant's metadata, which a tenant may write, is not used", () => {
    expect(
      destinationOf(ORG, null, { assistant: { metadata: { allokoliCallId: OURS } }, call: { id: VAPIS } }),
    ).toEqual({ callId: VAPIS, own: false });
  });

  test("a message without a call is ignored", () => {
    expect(destinationOf(ORG, null, { chat: { id: VAPIS } })).toBeUndefined();
  });
});

describe("calls created together", () => {
  test("have UUIDv7s that repeat with the creation and sort like the customers", () => {
    const creationId = uuidv7();
    const ids = Array.from({ length: 20 }, (_, index) => siblingId(creationId, index));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(20);
    for (const [index, id] of ids.entries()) {
      expect(version(id)).toBe(7);
      expect(id.slice(0, 13)).toBe(creationId.slice(0, 13));
      expect(siblingId(creationId, index)).toBe(id);
    }
  });
});

describe("a control URL", () => {
  test.each([
    ["https://phone-call-websocket.aws-us-west-2-backend-production1.vapi.ai/x/control", true],
    ["http://127.0.0.1:8790/x/control", true],
    ["http://phone-call-websocket.vapi.ai/x/control", false],
    ["https://vapi.ai.evil.example/x/control", false],
    ["https://evilvapi.ai/x/control", false],
    ["https://user:pass@x.vapi.ai/control", false],
    ["http://169.254.169.254/latest", false],
    ["http://127.0.0.1:8791/x/control", false],
    ["javascript:alert(1)", false],
    ["", false],
  ])("%s is Vapi's: %s", (url, isVapis) => {
    expect(isControlUrl(url, "http://127.0.0.1:8790")).toBe(isVapis);
  });
});

describe("a listen URL", () => {
  test.each([
    ["wss://phone-call-websocket.aws-us-west-2-backend-production1.vapi.ai/x/listen", true],
    ["ws://127.0.0.1:8790/x/listen", true],
    ["ws://phone-call-websocket.vapi.ai/x/listen", false],
    ["wss://vapi.ai.evil.example/x/listen", false],
    ["wss://user:pass@x.vapi.ai/listen", false],
    ["ws://169.254.169.254/latest", false],
    ["https://x.vapi.ai/listen", false],
    ["", false],
  ])("%s is Vapi's: %s", (url, isVapis) => {
    const address = toListenAddress(url, "http://127.0.0.1:8790");
    expect(address).toBe(isVapis ? url.replace(/^ws/, "http") : undefined);
  });
});
