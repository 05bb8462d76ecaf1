import { createAllokoli } from "@allokoli/client";

const allokoli = createAllokoli({
  baseUrl: process.env["ALLOKOLI_URL"] ?? "http://localhost:8787",
  token: process.env["ALLOKOLI_KEY"] ?? "",
});

const me = await allokoli.GET("/v1/me");
if (me.error) throw new Error(`${me.error.code}: ${me.error.title}`);
console.log(me.data.label);

const made = await allokoli.POST("/v1/assistants", {
  body: { name: "Accueil", systemPrompt: "Tu réponds au cabinet du docteur Fontaine." },
});
// `code` is one of a closed set, for programs; `detail` is for people.
if (made.error) {
  console.error(made.error.code, made.error.detail ?? made.error.title, made.error.errors ?? "");
  process.exit(1);
}

const call = await allokoli.POST("/v1/calls", {
  // The same request sent again rings once.
  params: { header: { "idempotency-key": "fiche-4711" } },
  body: { assistantId: made.data.id, customer: { number: "+33612345678" } },
});
console.log(call.error?.code ?? "called");

const today = await allokoli.GET("/v1/calls", { params: { query: { limit: 10 } } });
for (const { id, status } of today.data?.items ?? []) console.log(id, status);
