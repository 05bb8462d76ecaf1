import { createAllokoli } from "@allokoli/client";

const allokoli = createAllokoli({
  baseUrl: process.env["ALLOKOLI_URL"] ?? "http://localhost:8787",
  token: process.env["ALLOKOLI_KEY"] ?? "",
});

const me = await allokoli.GET("/v1/me");
if (me.error) throw new Error(`${me.error.code}: ${me.error.title}`);
console.log(me.data.label);

// The first run makes the assistant, every later one finds it. A search is for a part of the name.
const name = "Accueil";
const found = await allokoli.GET("/v1/assistants", { params: { query: { search: name } } });
if (found.error) throw new Error(`${found.error.code}: ${found.error.title}`);
let assistant = found.data.items.find((one) => one.name === name);
if (assistant === undefined) {
  const systemPrompt = "Tu réponds au cabinet du docteur Fontaine.";
  const made = await allokoli.POST("/v1/assistants", { body: { name, systemPrompt } });
  // `code` is one of a closed set, for programs; `detail` is for people.
  if (made.error) {
    console.error(made.error.code, made.error.detail ?? made.error.title, made.error.errors ?? "");
    process.exit(1);
  }
  assistant = made.data;
}

const call = await allokoli.POST("/v1/calls", {
  // A key of your own for what the call is about. Sent again within a day, the same request answers with the first call
  // and rings nobody; another request with this key is refused.
  params: { header: { "idempotency-key": `fiche-4711-${assistant.id}` } },
  body: { assistantId: assistant.id, customer: { number: "+33612345678" } },
});
const isRepeated = call.response.headers.get("idempotent-replayed") === "true";
console.log(call.error?.code ?? (isRepeated ? "called before" : "called"));

const today = await allokoli.GET("/v1/calls", { params: { query: { limit: 10 } } });
for (const { id, status } of today.data?.items ?? []) console.log(id, status);
