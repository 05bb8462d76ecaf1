import type { Api, ApiProblem } from "../api/client.ts";
import { textIn } from "../form.ts";
import { pageOf, publishingOf, type Kind } from "./operations.ts";

/** A form of a draft's page, as somebody sent it. */
type DraftForm = {
  api: Api;
  kind: Kind;
  id: string;
  form: FormData;
  /** Puts the draft over what somebody else published. */
  takeFurther: () => Promise<ApiProblem | undefined>;
};

/** Publishes or discards a draft, or takes it further: where to go next, or what was refused. */
export async function postDraft({ api, kind, id, form, takeFurther }: DraftForm): Promise<string | ApiProblem> {
  const { publish, discard } = publishingOf(api, kind, id);
  const ifMatch = textIn(form, "draft");
  const page = pageOf(kind, id);
  switch (textIn(form, "intent")) {
    case "publish": {
      const published = await publish({ ifMatch });
      return published.ok ? `${page}?done=published` : published.problem;
    }
    case "discard": {
      const gone = await discard(ifMatch);
      return gone.ok ? `${page}?done=discarded` : gone.problem;
    }
    case "rebase":
      return (await takeFurther()) ?? `${page}/draft?done=rebased`;
    default:
      return `${page}/draft`;
  }
}
