import { Response, type V4WorkerOptions } from "miniflare";

/** Takes a mail as Cloudflare's binding does: an id, or an error with its code; null for an error without one. */
export type TakeMail = (message: unknown) => { messageId: string } | { code: string | null; message: string };

export const MAIL = "mail";
export const MAIL_ENTRYPOINT = "Mail";

/**
 * A Worker in the place of Cloudflare's `send_email` bindings: miniflare's own writes mails into files, where nobody
 * who develops would look for them.
 */
export function mailWorker(take: TakeMail): V4WorkerOptions {
  return {
    name: MAIL,
    compatibilityDate: "2026-10-15",
    modules: true,
    script: `import { WorkerEntrypoint } from "cloudflare:workers";
    export class ${MAIL_ENTRYPOINT} extends WorkerEntrypoint {
      async send(message) {
        const answer = await (
          await this.env.TAKE.fetch("http://mail/", { method: "POST", body: JSON.stringify(message) })
        ).json();
        if ("messageId" in answer) return answer;
        throw Object.assign(new Error(answer.message), answer.code === null ? {} : { code: answer.code });
      }
    }
    export default {};`,
    serviceBindings: { TAKE: async (given) => Response.json(take(await given.json())) },
  };
}
