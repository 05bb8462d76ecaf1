import { describe, expect, test } from "vitest";
import { findChecked, identifyCall } from "./identity.ts";

const ORG = "01990000-0000-7000-8000-0000000000aa";
const OTHER = "01990000-0000-7000-8000-0000000000bb";
const CALL = "01990000-0000-7000-8000-0000000000cc";
const VAPI_CALL = "01990000-0000-7000-8000-0000000000dd";
const receive = (orgId: string) => ({ url: `https://api.example.org/v1/webhooks/receive?org=${orgId}` });
const made = (allokoliOrgId: string, allokoliCallId = CALL) => ({ metadata: { allokoliOrgId, allokoliCallId } });

const line = (orgId: string) => ({ server: receive(orgId) });
const onLine = { assistantId: "a", phoneNumberId: "n" };

type AtVapi = { call?: object; assistant?: object; squad?: object; number?: object; owner?: string };
type Sources = Parameters<typeof identifyCall>[0];
/** A Vapi with these and nothing else; `owner` is the owner of what the call runs on in our database. */
const sourcesWith = ({ call, assistant, squad, number, owner }: AtVapi): Sources => {
  const give = (thing: object | undefined) => Promise.resolve(thing);
  const lookups = {
    findCall: () => give(call && { id: VAPI_CALL, ...call }),
    findAssistant: () => give(assistant),
    findSquad: () => give(squad),
    findPhoneNumber: () => give(number),
  };
  // The SDK's answers are read as JSON.
  return {
    vapi: lookups as unknown as Sources["vapi"],
    findOwners: () => Promise.resolve(owner === undefined ? [] : [owner]),
  };
};
const outcome = async (things: AtVapi, calleeVapiId?: string) =>
  (await identifyCall(sourcesWith(things), VAPI_CALL, { orgId: ORG, callId: CALL, calleeVapiId })).outcome;

describe("a call at Vapi is the organization's", () => {
  test.each<[string, AtVapi]>([
    ["made by us, with an assistant", { call: { assistantId: "a", assistantOverrides: made(ORG) } }],
    ["made by us, with a squad", { call: { squadId: "s", squadOverrides: made(ORG) } }],
    [
      "answered by an assistant of ours",
      { call: { assistantId: "a" }, assistant: { metadata: { allokoliOrgId: ORG }, server: receive(ORG) } },
    ],
    [
      "answered by an assistant whose server's address is ours",
      { call: { assistantId: "a" }, assistant: { server: receive(ORG) } },
    ],
    [
      "answered by a squad of ours",
      { call: { squadId: "s" }, squad: { members: [{ assistantOverrides: { metadata: { allokoliOrgId: ORG } } }] } },
    ],
    [
      "answered by a workflow of ours",
      { call: { squadId: "s" }, squad: { members: [{ assistant: { metadata: { allokoliOrgId: ORG } } }] } },
    ],
    ["on a line of ours, its assistant gone", { call: onLine, number: { server: receive(ORG) } }],
    [
      "on a line of ours, its assistant gone, as our database says too",
      { call: onLine, number: line(ORG), owner: ORG },
    ],
    ["on a line of ours, its squad gone", { call: { squadId: "s", phoneNumberId: "n" }, number: line(ORG) }],
    ["on a line of ours, its assistant not from here", { call: onLine, assistant: {}, number: line(ORG) }],
    ["its assistant gone from Vapi, not yet from our database", { call: { assistantId: "a" }, owner: ORG }],
    ["its squad gone from Vapi, not yet from our database", { call: { squadId: "s" }, owner: ORG }],
    ["its assistant and its number gone from Vapi, the number not yet from our database", { call: onLine, owner: ORG }],
    ["ringing at a number of ours", { call: { phoneNumberId: "n" }, number: { server: receive(ORG.toUpperCase()) } }],
  ])("%s", async (_, things) => expect(await outcome(things)).toBe("ours"));
});

describe("a call at Vapi is another organization's", () => {
  const ours = { metadata: { allokoliOrgId: ORG } };
  test.each<[string, AtVapi]>([
    ["nothing names its organization", { call: {} }],
    ["another organization made it", { call: { assistantId: "a", assistantOverrides: made(OTHER) }, assistant: ours }],
    ["it was made for another call", { call: { assistantOverrides: made(ORG, OTHER) }, assistant: ours }],
    ["it has only half of our metadata", { call: { assistantOverrides: { metadata: { allokoliCallId: CALL } } } }],
    [
      "another's assistant answers",
      {
        call: { assistantId: "a", phoneNumberId: "n" },
        assistant: { server: receive(OTHER) },
        number: { server: receive(ORG) },
      },
    ],
    [
      "its assistant names two organizations",
      { call: { assistantId: "a" }, assistant: { ...ours, server: receive(OTHER) } },
    ],
    ["its assistant is gone, and its number names no organization", { call: onLine, number: {} }],
    ["its assistant is gone, and the line is another's", { call: onLine, number: line(OTHER) }],
    ["its assistant is gone, and was another's by our database", { call: onLine, number: line(ORG), owner: OTHER }],
    [
      "its assistant was ours by our database, and the line is another's",
      { call: onLine, number: line(OTHER), owner: ORG },
    ],
    ["a call from a browser names our line", { call: { ...onLine, type: "webCall" }, number: line(ORG) }],
    [
      "a squad of another's on our line",
      {
        call: { squadId: "s", phoneNumberId: "n" },
        squad: { members: [{ assistant: { metadata: { allokoliOrgId: OTHER } } }] },
        number: line(ORG),
      },
    ],
    [
      "one member is another's",
      {
        call: { squadId: "s" },
        squad: { members: [{ assistant: ours }, { assistant: { metadata: { allokoliOrgId: OTHER } } }] },
      },
    ],
    [
      "its number's server is elsewhere",
      { call: { phoneNumberId: "n" }, number: { server: { url: `https://evil.example/?org=${ORG}` } } },
    ],
    ["only the call names the organization", { call: { assistant: ours, phoneNumber: { server: receive(ORG) } } }],
    ["Vapi answers with another call", { call: { id: OTHER, assistantOverrides: made(ORG) } }],
  ])("%s", async (_, things) => expect(await outcome(things)).toBe("foreign"));

  test("when we made it for another assistant than the one that answers", async () => {
    const call = { assistantId: "a", assistantOverrides: made(ORG) };
    expect(await outcome({ call }, "a")).toBe("ours");
    expect(await outcome({ call }, "b")).toBe("foreign");
  });
});

test.each(["", ".", "..", "../assistant", "%2e%2e", "v1", `${VAPI_CALL}/recording`])(
  "a value that is no id of Vapi's is foreign, and Vapi is not asked: %j",
  async (id) => {
    const vapi = { ...sourcesWith({}).vapi, findCall: () => Promise.reject(new Error("asked")) };
    expect(await identifyCall({ ...sourcesWith({}), vapi }, id, { orgId: ORG, callId: CALL })).toEqual({
      outcome: "foreign",
    });
  },
);

test("a call that Vapi does not know is absent", async () => expect(await outcome({})).toBe("absent"));

test("an id in a row is checked at Vapi unless it was checked when it was written", async () => {
  const whose = { orgId: ORG, callId: CALL };
  const foreign = sourcesWith({ call: { assistantOverrides: made(OTHER) } });
  expect(await findChecked(foreign, { ...whose, vapiCallId: VAPI_CALL, isChecked: true })).toBe(VAPI_CALL);
  expect(await findChecked(foreign, { ...whose, vapiCallId: VAPI_CALL, isChecked: false })).toBeUndefined();
  expect(await findChecked(foreign, { ...whose, vapiCallId: null, isChecked: false })).toBeUndefined();
  const ours = sourcesWith({ call: { assistantOverrides: made(ORG) } });
  expect(await findChecked(ours, { ...whose, vapiCallId: VAPI_CALL, isChecked: false })).toBe(VAPI_CALL);
});
