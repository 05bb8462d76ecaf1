import type { Api } from "../api/client.ts";
import type { KeepPublishGate, PlanPublication } from "../api/types.ts";

export type Kind = "assistant" | "squad" | "workflow";
type Publish = { despiteTests?: boolean; ifMatch: string | undefined };

/** What is asked of the API before a draft is published, the same for each kind of thing that has one. */
export function publishingOf(api: Api, kind: Kind, id: string) {
  const path = { id };
  switch (kind) {
    case "assistant":
      return {
        thing: () => api.get("/v1/assistants/{id}", { path }),
        draft: () => api.get("/v1/assistants/{id}/draft", { path }),
        state: () => api.get("/v1/assistants/{id}/publishing", { path }),
        keepGate: (body: KeepPublishGate) => api.put("/v1/assistants/{id}/gate", { path, body }),
        removeGate: () => api.delete("/v1/assistants/{id}/gate", { path }),
        plan: (body: PlanPublication, ifMatch: string | undefined) =>
          api.put("/v1/assistants/{id}/draft/plan", { path, body, ifMatch }),
        dropPlan: () => api.delete("/v1/assistants/{id}/draft/plan", { path }),
        publish: ({ despiteTests = false, ifMatch }: Publish) =>
          api.post("/v1/assistants/{id}/publish", { path, query: { despiteTests: `${despiteTests}` }, ifMatch }),
        discard: (ifMatch: string | undefined) => api.delete("/v1/assistants/{id}/draft", { path, ifMatch }),
      };
    case "squad":
      return {
        thing: () => api.get("/v1/squads/{id}", { path }),
        draft: () => api.get("/v1/squads/{id}/draft", { path }),
        state: () => api.get("/v1/squads/{id}/publishing", { path }),
        keepGate: (body: KeepPublishGate) => api.put("/v1/squads/{id}/gate", { path, body }),
        removeGate: () => api.delete("/v1/squads/{id}/gate", { path }),
        plan: (body: PlanPublication, ifMatch: string | undefined) =>
          api.put("/v1/squads/{id}/draft/plan", { path, body, ifMatch }),
        dropPlan: () => api.delete("/v1/squads/{id}/draft/plan", { path }),
        publish: ({ despiteTests = false, ifMatch }: Publish) =>
          api.post("/v1/squads/{id}/publish", { path, query: { despiteTests: `${despiteTests}` }, ifMatch }),
        discard: (ifMatch: string | undefined) => api.delete("/v1/squads/{id}/draft", { path, ifMatch }),
      };
    case "workflow":
      return {
        thing: () => api.get("/v1/workflows/{id}", { path }),
        draft: () => api.get("/v1/workflows/{id}/draft", { path }),
        state: () => api.get("/v1/workflows/{id}/publishing", { path }),
        keepGate: (body: KeepPublishGate) => api.put("/v1/workflows/{id}/gate", { path, body }),
        removeGate: () => api.delete("/v1/workflows/{id}/gate", { path }),
        plan: (body: PlanPublication, ifMatch: string | undefined) =>
          api.put("/v1/workflows/{id}/draft/plan", { path, body, ifMatch }),
        dropPlan: () => api.delete("/v1/workflows/{id}/draft/plan", { path }),
        publish: ({ despiteTests = false, ifMatch }: Publish) =>
          api.post("/v1/workflows/{id}/publish", { path, query: { despiteTests: `${despiteTests}` }, ifMatch }),
        discard: (ifMatch: string | undefined) => api.delete("/v1/workflows/{id}/draft", { path, ifMatch }),
      };
  }
}

const PAGES = { assistant: "/assistants", squad: "/squads", workflow: "/workflows" } as const;
export const pageOf = (kind: Kind, id: string) => `${PAGES[kind]}/${id}`;
export const publishingHref = (kind: Kind, id: string) => `${pageOf(kind, id)}/publishing`;

/** Where what a page is about is published. */
export const publishingPage = (path: string): string | undefined => {
  const page = /^\/(assistants|squads|workflows)\/[0-9a-f-]{36}(?=\/|$)/.exec(path)?.[0];
  return page === undefined ? undefined : `${page}/publishing`;
};
