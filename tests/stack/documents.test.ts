import { EXAMPLE_CODE, EXAMPLE_MOBILE } from "../../services/deliveries/src/alerts/examples.ts";
import { codeMac } from "../../services/deliveries/src/alerts/mobile-code.ts";
import { signUnsubscription } from "../../services/deliveries/src/alerts/unsubscribe-token.ts";
import { organizationSecret } from "@allokoli/shared/crypto/hmac";
import { RECEIVE_PATH } from "@allokoli/shared/vapi/server-object";
import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startContractProxy, type ContractProxy } from "../contract-proxy.ts";
import { startStack, type ApiInit, type Stack, type Organization } from "../stack.ts";
import { listOperations, listSchemas, rankInLife, type Operation } from "../operations.ts";
import { differences } from "../shape.ts";
import { bodyOfFixtures, makeFixtures, pathOfFixtures, type Fixtures } from "../fixtures.ts";

// Every operation of the published document, called with its example, through Prism, which checks the request and the
// answer against the document.

/** Its stream does not end, and the proxy passes an answer on only at its end. */
const WITHOUT_END = "liveCalls";
/** Nor has this, but sound. */
const SOUND = "listenIn";
const UPLOADED = "Le cabinet est ouvert le samedi.";
const WAIT = { timeout: 20_000, interval: 100 };

const operations = listOperations().toSorted((left, right) => rankInLife(left) - rankInLife(right));
const schemas = listSchemas();
const passed: string[] = [];

let stack: Stack;
let proxy: ContractProxy;
let owner: Organization;
let fixtures: Fixtures;

beforeAll(async () => {
  // The example's own servers do not exist.
  stack = await startStack({ strangeAddresses: true });
  proxy = await startContractProxy(stack.urls.api);
  owner = await stack.newOrganization();
  await stack.sql("update organizations set plan = 'business' where id = $1", [owner.organizationId]);
  fixtures = await makeFixtures(stack, owner);
});
afterAll(async () => {
  await proxy.close();
  await stack.close();
});

type Json = Record<string, unknown>;

const create = async (path: string, json: unknown): Promise<Json> => {
  const answer = await stack.api(path, { ...owner, method: "POST", json });
  const text = await answer.text();
  expect(answer.status, text).toBe(201);
  return JSON.parse(text) as Json;
};
const newId = async (path: string, json: unknown) => String((await create(path, json))["id"]);

type Need = {
  /** Replaces the shared fixtures. */
  fixtures?: Record<string, string>;
  /** Replaces the example. */
  init?: ApiInit;
  as?: ApiInit;
  query?: string;
};

/** What an operation needs besides the shared fixtures. */
const NEEDS: Record<string, () => Promise<Need>> = {
  acceptInvitation: invited,
  declineInvitation: invited,
  addMessage: liveCall,
  endCall: liveCall,
  listenIn: liveCall,
  transferCall: liveCall,
  addSquadMember: async () => ({ fixtures: { assistants: await newId("/v1/assistants", { name: "Rendez-vous" }) } }),
  ...publishing("assistants", "Assistant", () => ({ name: "À publier" })),
  ...publishing("squads", "Squad", () => ({
    name: "À publier",
    members: [{ assistantId: fixtures.get("assistants") }],
  })),
  ...publishing("workflows", "Workflow", () => ({ name: "À publier" })),
  changeSquadMember: squadOfTwo,
  removeSquadMember: squadOfTwo,
  discardAssistantDraft: () => draftOf("assistants"),
  publishAssistantDraft: () => draftOf("assistants"),
  discardSquadDraft: () => draftOf("squads"),
  publishSquadDraft: () => draftOf("squads"),
  discardWorkflowDraft: () => draftOf("workflows"),
  publishWorkflowDraft: () => draftOf("workflows"),
  // The others' calls are still needed.
  eraseCaller: async () => ({ fixtures: { numbers: "+33611110199" } }),
  deleteMe: async () => {
    const { id, token, email, query } = await organizationToDelete();
    // Its only owner would leave it without one.
    expect((await stack.api(`/v1/organizations/${id}${query}`, { token, method: "DELETE" })).status).toBe(204);
    return { as: { token }, query: `?email=${encodeURIComponent(email)}` };
  },
  deleteOrganization: async () => {
    const { id, token, query } = await organizationToDelete();
    return { fixtures: { organizations: id }, as: { token, organizationId: id }, query };
  },
  deleteAssistant: async () => ({ fixtures: { assistants: await newId("/v1/assistants", { name: "De trop" }) } }),
  deleteTelephonyCredential: async () => {
    const { apiKey } = stack.numbers.accounts.telnyx;
    const credential = await newId("/v1/telephony-credentials", { provider: "telnyx", name: "Telnyx", apiKey });
    return { fixtures: { "telephony-credentials": credential } };
  },
  replayEvents: async () => ({ fixtures: { webhooks: await enabledWebhook() } }),
  retryDelivery: async () => {
    const webhook = await enabledWebhook();
    const ping = await stack.api(`/v1/webhooks/${webhook}/ping`, { ...owner, method: "POST" });
    const { deliveryId } = (await ping.json()) as { deliveryId: string };
    return { fixtures: { webhooks: webhook, deliveries: deliveryId } };
  },
  setAlertMobile: ownMobileNumber,
  verifyAlertMobile: codeSent,
  removeAlertMobile: codeSent,
  getUnsubscription: linkInMail,
  unsubscribe: linkInMail,
  uploadFile: async () => {
    const body = new FormData();
    body.append("file", new File([UPLOADED], "horaires.txt"));
    return { init: { body } };
  },
  receiveVapiMessage: async () => ({
    as: {
      headers: { "x-vapi-secret": await organizationSecret(stack.secrets.vapiWebhookSecret, owner.organizationId) },
    },
    query: `?org=${owner.organizationId}`,
  }),
};

const enabledWebhook = () => newId("/v1/webhooks", { url: `${stack.urls.numbers}/nobody` });

/** A person with an open invitation. */
async function invited(): Promise<Need> {
  const person = await stack.newOrganization();
  const invitation = await newId("/v1/organization/invitations", { email: person.email, role: "viewer" });
  await stack.sql("update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now()) where id = $1", [
    person.user.id,
  ]);
  return { fixtures: { invitations: invitation }, as: { token: person.token } };
}

async function organizationToDelete() {
  const { organizationId: id, token, email } = await stack.newOrganization();
  const answer = await stack.api("/v1/organization", { organizationId: id, token });
  const { name } = (await answer.json()) as { name: string };
  return { id, token, email, query: `?name=${encodeURIComponent(name)}` };
}

/** A draft of what is published now: other operations may have published something, or the draft itself. */
async function draftOf(kind: string): Promise<Need> {
  const path = `/v1/${kind}/${fixtures.get(kind)}/draft?rebase=true`;
  expect((await stack.api(path, { ...owner, method: "PUT", json: { name: "Brouillon" } })).status).toBe(200);
  return {};
}

async function liveCall(): Promise<Need> {
  const number = "+33611110120";
  await stack.vapi.knob("POST", "/scripts", { customerNumber: number, script: [{ stay: true }] });
  const made = await create("/v1/calls", { assistantId: fixtures.get("assistants"), customer: { number } });
  const [{ id }] = made["items"] as [{ id: string }];
  await vi.waitFor(async () => {
    const call = (await (await stack.api(`/v1/calls/${id}`, owner)).json()) as Json;
    expect(call["status"]).toBe("in-progress");
  }, WAIT);
  return { fixtures: { calls: id } };
}

/** The link in a mail to the owner. */
async function linkInMail(): Promise<Need> {
  const { organizationId: orgId } = owner;
  const json = { mail: ["missed-call"] };
  expect((await stack.api("/v1/me/alerts", { ...owner, method: "PATCH", json })).status).toBe(200);
  const [row] = await stack.sql<{ link_id: string }>("select link_id from alert_settings where org_id = $1", [orgId]);
  const env = { CREDENTIALS_KEY: stack.secrets.credentialsKey };
  const token = await signUnsubscription(env, { orgId, linkId: row?.link_id ?? "", topics: ["missed-call"] });
  return { query: `?token=${token}` };
}

/** A number of the organization's that can send SMS. */
async function ownMobileNumber(): Promise<Need> {
  const number = "+33639981000";
  const credentialId = fixtures.get("telephony-credentials");
  await create("/v1/phone-numbers/provision", {
    provider: "twilio",
    credentialId,
    name: "SMS",
    number,
    addressSid: "AD1",
  });
  return {};
}

/** A mobile number of the owner's, to which the example's code was sent. */
async function codeSent(): Promise<Need> {
  const { organizationId: orgId, user } = owner;
  const env = { CREDENTIALS_KEY: stack.secrets.credentialsKey };
  const mac = await codeMac(env, { orgId, userId: user.id, number: EXAMPLE_MOBILE }, EXAMPLE_CODE);
  await stack.sql(
    `insert into alert_settings (org_id, user_id, mobile, mobile_code, mobile_code_expires_at)
     values ($1, $2, $3, $4, now() + interval '10 minutes')
     on conflict (org_id, user_id) do update set mobile = excluded.mobile, mobile_code = excluded.mobile_code,
       mobile_code_expires_at = excluded.mobile_code_expires_at, mobile_code_tries = 0, mobile_verified_at = null`,
    [orgId, user.id, EXAMPLE_MOBILE, mac],
  );
  // By then the person is in several organizations.
  return { as: { token: owner.token, organizationId: orgId } };
}

/** A suite that no other operation deletes. */
async function suiteOfOne(): Promise<string> {
  const id = await newId("/v1/test-suites", { name: "Avant publication" });
  const test = { name: "Mardi", script: "Vous voulez un rendez-vous.", rubrics: [{ text: "Un jour est convenu." }] };
  await create(`/v1/test-suites/${id}/tests`, test);
  return id;
}

/** Something of its own with a draft: a gate would keep the shared one from being changed. */
function publishing(kind: string, Name: string, made: () => Json): Record<string, () => Promise<Need>> {
  const drafted = async (also: (path: string) => [path: string, json: Json][] = () => []): Promise<Need> => {
    const id = await newId(`/v1/${kind}`, made());
    const path = `/v1/${kind}/${id}`;
    for (const [to, json] of [[`${path}/draft`, { name: "Publié" }], ...also(path)] satisfies [string, Json][])
      expect((await stack.api(to, { ...owner, method: "PUT", json })).status).toBe(200);
    return { fixtures: { [kind]: id } };
  };
  const plan = () => ({ at: new Date(Date.now() + 3_600_000).toISOString() });
  return {
    [`keep${Name}Gate`]: async () => {
      const need = await drafted();
      return { fixtures: { ...need.fixtures, suites: await suiteOfOne() } };
    },
    [`remove${Name}Gate`]: async () => {
      const suiteId = await suiteOfOne();
      return drafted((path) => [[`${path}/gate`, { suiteId }]]);
    },
    [`plan${Name}Publication`]: async () => ({ ...(await drafted()), init: { json: plan() } }),
    [`drop${Name}Publication`]: () => drafted((path) => [[`${path}/draft/plan`, plan()]]),
  };
}

async function squadOfTwo(): Promise<Need> {
  const [first, second] = [fixtures.get("assistants"), await newId("/v1/assistants", { name: "Rendez-vous" })];
  const members = [{ assistantId: first }, { assistantId: second }];
  return { fixtures: { squads: await newId("/v1/squads", { name: "Deux", members }) } };
}

async function ask(operation: Operation) {
  const need = (await NEEDS[operation.operationId]?.()) ?? {};
  const theirs: Fixtures = new Map([...fixtures, ...Object.entries(need.fixtures ?? {})]);
  const base = [WITHOUT_END, SOUND].includes(operation.operationId) ? "" : proxy.url;
  const path = operation.path === RECEIVE_PATH ? operation.path : pathOfFixtures(operation.path, theirs);
  const answer = await stack.api(`${base}${path}${need.query ?? ""}`, {
    ...(operation.isPublic ? {} : operation.isPersonal ? { token: owner.token } : owner),
    method: operation.method,
    ...(operation.takesBody && { json: bodyOfFixtures(operation.example, theirs) }),
    ...need.as,
    ...need.init,
    signal: AbortSignal.timeout(WAIT.timeout),
  });
  return answer;
}

/** The name of each server-sent event with the names of its fields. */
const eventsOf = (stream: string) =>
  [...stream.matchAll(/^event: (.+)\ndata: (.+)$/gm)].map(([, event, data = ""]) => [
    event,
    Object.keys(JSON.parse(data) as Json),
  ]);

/** The beginning of a stream that goes on. */
async function firstFrame({ body }: Response): Promise<string> {
  let text = "";
  for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece;
    if (/^data: .*\n\n/m.test(text)) break;
  }
  return text;
}

describe.each(operations)("$operationId", (operation) => {
  it("accepts the example, and answers like its own example", async () => {
    const answer = await ask(operation);
    if (operation.operationId === WITHOUT_END) {
      expect(answer.status).toBe(operation.answer.status);
      const first = await firstFrame(answer);
      expect(eventsOf(first)).toEqual(eventsOf(operation.answer.stream ?? "").slice(0, 1));
      return;
    }
    if (operation.operationId === SOUND) {
      expect([answer.status, answer.headers.get("content-type")]).toEqual([
        operation.answer.status,
        expect.stringMatching(/^audio\/pcm;/),
      ]);
      return answer.body?.cancel();
    }
    expect(await proxy.violationsOf(answer)).toEqual([]);
    const body = await answer.text();
    expect(answer.status, body).toBe(operation.answer.status);
    const { schema, example, stream } = operation.answer;
    if (stream !== undefined) expect(eventsOf(body)).toEqual(expect.arrayContaining(eventsOf(stream)));
    if (schema !== undefined) expect(differences(schema, schemas, { example, answer: JSON.parse(body) })).toEqual([]);
    passed.push(operation.operationId);
  });
});

describe("the contract proxy", () => {
  it("reports an answer and a request that do not match the document", async () => {
    const liar = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end('{"status":"fine"}');
    }).listen(0, "127.0.0.1");
    await once(liar, "listening");
    const address = liar.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const between = await startContractProxy(`http://127.0.0.1:${port}`);
    const answer = await fetch(`${between.url}/healthz`);
    const refused = await stack.api(`${between.url}/v1/assistants`, { ...owner, method: "POST", json: { nmae: "x" } });
    const [ofAnswer, ofRequest] = [await between.violationsOf(answer), await between.violationsOf(refused)];
    await between.close();
    liar.close();
    expect(ofAnswer.map(({ location }) => location.join("."))).toContain("response.body.status");
    expect(ofRequest).toMatchObject([{ location: ["body"], message: expect.stringContaining("nmae") as string }]);
  });
});

describe("all operations", () => {
  it("were called, except the streams without an end", () => {
    console.log(`${passed.length} of ${operations.length} operations went through the contract proxy, no violation`);
    const others = operations.map(({ operationId }) => operationId).filter((id) => !passed.includes(id));
    expect(others.toSorted()).toEqual([SOUND, WITHOUT_END]);
  });
});
