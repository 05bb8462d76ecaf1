import type { Answer, ApiProblem, Gateway } from "../gateway.ts";
import { textIn } from "../form.ts";
import { m } from "../../paraglide/messages.js";

/** What came of a form: where to go on, or what went wrong and at which field. */
export type Posted = { done: string } | { problem: ApiProblem; errors: Partial<Record<"email" | "name", string>> };

/** Do what a form of the organization's page asks for. */
export async function postOrganization(gateway: Gateway, form: FormData): Promise<Posted> {
  const id = encodeURIComponent(textIn(form, "id"));
  switch (textIn(form, "intent")) {
    case "invite": {
      const body = { email: textIn(form, "email"), role: textIn(form, "role") };
      return told("invited", await gateway.send("POST", "/organization/invitations", { body }), ({ code }) =>
        code === "conflict" ? { email: m.invite_error_conflict() } : { email: m.invite_error_email() },
      );
    }
    case "resend":
      return told("invited", await gateway.send("POST", `/organization/invitations/${id}/resend`));
    case "revoke":
      return told("revoked", await gateway.send("DELETE", `/organization/invitations/${id}`));
    case "role": {
      const body = { role: textIn(form, "role") };
      return told("role", await gateway.send("PATCH", `/organization/members/${id}`, { body }));
    }
    case "remove":
      return told("removed", await gateway.send("DELETE", `/organization/members/${id}`));
    case "leave":
      return told("left", await gateway.send("DELETE", `/organization/members/${id}`));
    default: {
      const ifMatch = textIn(form, "etag") || undefined;
      const body = { name: textIn(form, "name") };
      return told("saved", await gateway.send("PATCH", "/organization", { body, ifMatch }), () => ({
        name: m.organization_error_name(),
      }));
    }
  }
}

const AT_A_FIELD = new Set(["validation_failed", "conflict"]);

function told(
  done: string,
  answer: Answer<unknown>,
  errorsOf: (problem: ApiProblem) => Partial<Record<"email" | "name", string>> = () => ({}),
): Posted {
  if (answer.ok) return { done };
  const { problem } = answer;
  return { problem, errors: AT_A_FIELD.has(problem.code) ? errorsOf(problem) : {} };
}
