import type { CreateInvitation, SettledApiKeys, UpdateMember, UpdateOrganization } from "../api/types.ts";
import { type Answer, type Api, type ApiProblem, asTyped } from "../api/client.ts";
import { textIn } from "../form.ts";
import { m } from "../../paraglide/messages.js";

type Errors = Partial<Record<"email" | "name" | "country" | "timeZone", string>>;

/** The result of a form: the next page, with the result for API keys, or the error and its field. */
export type Posted = { done: string; keys?: SettledApiKeys } | { problem: ApiProblem; errors: Errors };

/** Carry out a form of the organization's page. */
export async function postOrganization(api: Api, form: FormData): Promise<Posted> {
  const id = textIn(form, "id");
  switch (textIn(form, "intent")) {
    case "invite": {
      const body = asTyped<CreateInvitation>({ email: textIn(form, "email"), role: textIn(form, "role") });
      return told("invited", await api.post("/v1/organization/invitations", { body }), ({ code }) =>
        code === "conflict" ? { email: m.invite_error_conflict() } : { email: m.invite_error_email() },
      );
    }
    case "resend":
      return told(
        "invited",
        await api.post("/v1/organization/invitations/{invitationId}/resend", { path: { invitationId: id } }),
      );
    case "revoke":
      return told(
        "revoked",
        await api.delete("/v1/organization/invitations/{invitationId}", { path: { invitationId: id } }),
      );
    case "role": {
      const body = asTyped<UpdateMember>({ role: textIn(form, "role"), keepApiKeyIds: storedValue(form) });
      return settled("role", await api.patch("/v1/organization/members/{memberId}", { path: { memberId: id }, body }));
    }
    case "remove":
      return settled(
        "removed",
        await api.delete("/v1/organization/members/{memberId}", {
          path: { memberId: id },
          query: { keepApiKeyId: storedValue(form) },
        }),
      );
    case "leave":
      return settled("left", await api.delete("/v1/organization/members/{memberId}", { path: { memberId: id } }));
    default: {
      const ifMatch = textIn(form, "etag") || undefined;
      const body = asTyped<UpdateOrganization>({
        name: textIn(form, "name"),
        country: textIn(form, "country"),
        timeZone: textIn(form, "timeZone"),
        allowsPremiumNumbers: form.has("allowsPremiumNumbers"),
      });
      return told("saved", await api.patch("/v1/organization", { body, ifMatch }), ({ errors = [] }) => ({
        ...(errors.some(({ path }) => path === "name") && { name: m.organization_error_name() }),
        ...(errors.some(({ path }) => path === "country") && { country: m.organization_country_error() }),
        ...(errors.some(({ path }) => path === "timeZone") && { timeZone: m.organization_zone_error() }),
      }));
    }
  }
}

/** The ticked API keys of a member. */
const storedValue = (form: FormData) => form.getAll("keepApiKeyId").filter((id) => typeof id === "string");

const settled = (done: string, answer: Answer<SettledApiKeys>): Posted =>
  answer.ok ? { done, keys: answer.data } : told(done, answer);

const AT_A_FIELD = new Set(["validation_failed", "conflict"]);

function told(done: string, answer: Answer<unknown>, errorsOf: (problem: ApiProblem) => Errors = () => ({})): Posted {
  if (answer.ok) return { done };
  const { problem } = answer;
  return { problem, errors: AT_A_FIELD.has(problem.code) ? errorsOf(problem) : {} };
}
