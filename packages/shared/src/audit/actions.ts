type Words = { fr: string; en: string };

/** Sentences that several kinds of resources share. `{who}` is the actor, `{name}` the name of the resource where it has one. */
const made = (fr: string, en: string): Words => ({ fr: `{who} a créé ${fr}{name}.`, en: `{who} created ${en}{name}.` });
const changed = (fr: string, en: string): Words => ({
  fr: `{who} a modifié ${fr}{name}.`,
  en: `{who} changed ${en}{name}.`,
});
/** Of what has drafts: they are not in the log before they are published, so a change in it is what answers the telephone. */
const published = (fr: string, en: string): Words => ({
  fr: `{who} a publié un changement d’${fr}{name}.`,
  en: `{who} published a change of ${en}{name}.`,
});
const restored = (fr: string, en: string): Words => ({
  fr: `{who} a publié de nouveau une version précédente d’${fr}{name}.`,
  en: `{who} published an earlier version of ${en}{name} again.`,
});
const deleted = (fr: string, en: string): Words => ({
  fr: `{who} a supprimé ${fr}{name}.`,
  en: `{who} deleted ${en}{name}.`,
});
const madeInVain = (fr: string, en: string): Words => ({
  fr: `Le fournisseur vocal a refusé ${fr}{name} que {who} voulait créer.`,
  en: `The voice provider refused ${en}{name} that {who} wanted to create.`,
});
const changedInVain = (fr: string, en: string): Words => ({
  fr: `Le fournisseur vocal a refusé ce que {who} voulait modifier dans ${fr}{name}.`,
  en: `The voice provider refused what {who} wanted to change in ${en}{name}.`,
});
const notTaken = (fr: string, en: string): Words => ({
  fr: `Le fournisseur vocal n'accepte pas ${fr}{name} : il faut corriger.`,
  en: `The voice provider does not take ${en}{name}: it has to be put right.`,
});

/**
 * Every action of the audit log, with its sentence in French and in English. The kind of resource, a dot, and what was done to
 * it, in the past tense. What ends in `.refused` or `.failed` came to nothing: the column `outcome` says so.
 */
export const AUDIT_ACTIONS = {
  "organization.created": made("l’organisation", "the organization"),
  "organization.exported": {
    fr: "{who} a exporté toutes les données de l’organisation.",
    en: "{who} exported all data of the organization.",
  },
  "organization.updated": changed("l’organisation", "the organization"),
  "limit.refused": {
    fr: "Une limite de l’offre n’a pas permis ce que {who} voulait faire.",
    en: "A limit of the plan did not allow what {who} wanted to do.",
  },
  "member.updated": { fr: "{who} a changé le rôle d’un membre.", en: "{who} changed a member’s role." },
  "member.removed": { fr: "{who} a retiré un membre.", en: "{who} removed a member." },
  "member.left": { fr: "{who} a quitté l’organisation.", en: "{who} left the organization." },
  "invitation.created": { fr: "{who} a invité quelqu’un{name}.", en: "{who} invited somebody{name}." },
  "invitation.sent": { fr: "{who} a renvoyé une invitation.", en: "{who} sent an invitation again." },
  "invitation.revoked": { fr: "{who} a annulé une invitation.", en: "{who} took an invitation back." },
  "invitation.accepted": { fr: "{who} a rejoint l’organisation.", en: "{who} joined the organization." },
  "invitation.declined": { fr: "{who} a décliné une invitation.", en: "{who} declined an invitation." },
  "invitation.failed": {
    fr: "Le courriel d’une invitation n’a pas pu être envoyé{name}.",
    en: "The mail of an invitation could not be sent{name}.",
  },
  "alerts.updated": { fr: "{who} a modifié ses alertes.", en: "{who} changed their alerts." },
  "alerts.stopped": {
    fr: "Un membre a arrêté des alertes, par le lien d’un courriel.",
    en: "A member stopped alerts, by the link in a mail.",
  },
  "alerts.code-sent": {
    fr: "{who} a demandé un code par SMS pour son téléphone portable.",
    en: "{who} asked for a code by SMS for their mobile telephone.",
  },
  "alerts.mobile-verified": {
    fr: "{who} a confirmé son téléphone portable pour les alertes par SMS.",
    en: "{who} verified their mobile telephone for alerts by SMS.",
  },
  "alerts.mobile-removed": {
    fr: "{who} a retiré son téléphone portable des alertes.",
    en: "{who} removed their mobile telephone from the alerts.",
  },
  "api-key.created": made("une clé API", "an API key"),
  "api-key.updated": changed("une clé API", "an API key"),
  "api-key.kept": {
    fr: "{who} répond désormais d’une clé API{name}.",
    en: "{who} answers for an API key{name} from now on.",
  },
  "api-key.revoked": { fr: "{who} a révoqué une clé API{name}.", en: "{who} revoked an API key{name}." },

  "assistant.created": made("un assistant", "an assistant"),
  "assistant.created.refused": madeInVain("un assistant", "an assistant"),
  "assistant.updated": published("un assistant", "an assistant"),
  "assistant.updated.refused": changedInVain("un assistant", "an assistant"),
  "assistant.restored": restored("un assistant", "an assistant"),
  "assistant.secret-rotated": {
    fr: "{who} a renouvelé le secret des outils d’un assistant.",
    en: "{who} gave an assistant’s tools another secret.",
  },
  "assistant.deleted": deleted("un assistant", "an assistant"),
  "assistant.failed": notTaken("un assistant", "an assistant"),
  "function.created": made("une fonction", "a function"),
  "function.created.refused": madeInVain("une fonction", "a function"),
  "function.updated": changed("une fonction", "a function"),
  "function.updated.refused": changedInVain("une fonction", "a function"),
  "function.deleted": deleted("une fonction", "a function"),
  "function.failed": notTaken("une fonction", "a function"),
  "function.secret-rotated": {
    fr: "{who} a renouvelé le secret d’une fonction.",
    en: "{who} gave a function another secret.",
  },
  "function.tested": { fr: "{who} a essayé une fonction.", en: "{who} tried a function." },
  "squad.created": made("une équipe d’assistants", "a squad"),
  "squad.created.refused": madeInVain("une équipe d’assistants", "a squad"),
  "squad.updated": published("une équipe d’assistants", "a squad"),
  "squad.restored": restored("une équipe d’assistants", "a squad"),
  "squad.updated.refused": changedInVain("une équipe d’assistants", "a squad"),
  "squad.deleted": deleted("une équipe d’assistants", "a squad"),
  "squad.failed": notTaken("une équipe d’assistants", "a squad"),
  "workflow.created": made("un scénario", "a workflow"),
  "workflow.created.refused": madeInVain("un scénario", "a workflow"),
  "workflow.updated": published("un scénario", "a workflow"),
  "workflow.restored": restored("un scénario", "a workflow"),
  "workflow.updated.refused": changedInVain("un scénario", "a workflow"),
  "workflow.deleted": deleted("un scénario", "a workflow"),
  "workflow.failed": notTaken("un scénario", "a workflow"),

  "caller-message.expired": {
    fr: "Des messages ont été supprimés, parce que leur durée de conservation est passée.",
    en: "Messages were deleted, because the time for which they are kept is over.",
  },
  "draft.published-untested": {
    fr: "{who} a publié un brouillon malgré ses essais{name}.",
    en: "{who} published a draft in spite of its tests{name}.",
  },
  "draft.planned": {
    fr: "{who} a prévu la publication d’un brouillon{name}.",
    en: "{who} planned the publication of a draft{name}.",
  },
  "draft.plan-dropped": {
    fr: "{who} a annulé la publication prévue d’un brouillon{name}.",
    en: "{who} dropped the planned publication of a draft{name}.",
  },
  "draft.failed": {
    fr: "Un brouillon n’a pas été publié comme prévu{name}.",
    en: "A draft was not published as planned{name}.",
  },
  "gate.updated": {
    fr: "{who} a choisi les essais à réussir avant une publication{name}.",
    en: "{who} chose the tests to pass before a publication{name}.",
  },
  "gate.removed": {
    fr: "{who} ne demande plus d’essais avant une publication{name}.",
    en: "{who} asks for no tests before a publication any more{name}.",
  },

  "caller-message.added": {
    fr: "{who} a noté le message d’un appelant.",
    en: "{who} noted a caller’s message.",
  },
  "caller-message.handled": {
    fr: "{who} a traité le message d’un appelant.",
    en: "{who} took care of a caller’s message.",
  },
  "caller-message.reopened": {
    fr: "{who} a rouvert le message d’un appelant.",
    en: "{who} opened a caller’s message again.",
  },
  "caller-message.assigned": {
    fr: "{who} a confié le message d’un appelant.",
    en: "{who} gave a caller’s message to somebody.",
  },
  "caller-message.unassigned": {
    fr: "{who} ne confie plus le message d’un appelant à personne.",
    en: "{who} gave a caller’s message to nobody any more.",
  },
  "caller-message.noted": {
    fr: "{who} a changé la note du message d’un appelant.",
    en: "{who} changed the note of a caller’s message.",
  },

  "test-suite.created": made("une série d’essais", "a test suite"),
  "test-suite.updated": changed("une série d’essais", "a test suite"),
  "test-suite.deleted": deleted("une série d’essais", "a test suite"),
  "test-suite.scheduled": {
    fr: "{who} a fixé les jours d’une série d’essais{name}.",
    en: "{who} chose the days of a test suite{name}.",
  },
  "test-suite.unscheduled": {
    fr: "{who} ne fait plus lancer une série d’essais{name}.",
    en: "{who} has a test suite run by itself no more{name}.",
  },
  "test-suite.failed": {
    fr: "Une série d’essais n’a pas pu être lancée{name}.",
    en: "A test suite could not be run{name}.",
  },
  "test.created": made("un essai", "a test"),
  "test.updated": changed("un essai", "a test"),
  "test.deleted": deleted("un essai", "a test"),
  "test-run.created": { fr: "{who} a lancé une série d’essais.", en: "{who} started a test run." },
  "test-run.canceled": { fr: "{who} a interrompu une série d’essais.", en: "{who} had a test run stopped." },
  "test-run.updated": { fr: "{who} a renommé une série d’essais{name}.", en: "{who} renamed a test run{name}." },
  "test-run.deleted": {
    fr: "{who} a supprimé les résultats d’une série d’essais{name}.",
    en: "{who} deleted a test run{name}.",
  },
  "test-run.failed": { fr: "Des essais n’ont pas réussi{name}.", en: "Tests did not pass{name}." },

  "call.created": { fr: "{who} a lancé un appel.", en: "{who} placed a call." },
  "call.created.refused": {
    fr: "Un appel que {who} voulait lancer a été refusé.",
    en: "A call that {who} wanted to place was refused.",
  },
  "call.updated": changed("un appel", "a call"),
  "call.deleted": deleted("un appel", "a call"),
  "call.ended": { fr: "{who} a raccroché un appel.", en: "{who} ended a call." },
  "call.transferred": { fr: "{who} a pris un appel{name}.", en: "{who} took a call{name}." },
  "call.listened-to": { fr: "{who} a écouté un appel en cours.", en: "{who} listened in on a call." },
  "call.message.said": {
    fr: "{who} a fait dire une phrase pendant un appel.",
    en: "{who} had something said in a call.",
  },
  "call.message.added": { fr: "{who} a ajouté une consigne pendant un appel.", en: "{who} added a message to a call." },
  "call.recording-expired": {
    fr: "Des enregistrements ont été supprimés, parce que leur durée de conservation est passée.",
    en: "Recordings were deleted, because the time for which they are kept is over.",
  },
  "call.expired": {
    fr: "Des appels ont été supprimés, parce que leur durée de conservation est passée.",
    en: "Calls were deleted, because the time for which they are kept is over.",
  },
  "caller.erased": {
    fr: "{who} a effacé tout ce qui concernait un appelant.",
    en: "{who} erased everything of a caller.",
  },
  "call.failed": { fr: "Un appel a échoué.", en: "A call failed." },

  "telephony-credential.created": made("un compte de téléphonie", "a telephone account"),
  "telephony-credential.created.refused": madeInVain("un compte de téléphonie", "a telephone account"),
  "telephony-credential.updated": changed("un compte de téléphonie", "a telephone account"),
  "telephony-credential.deleted": deleted("un compte de téléphonie", "a telephone account"),
  "telephony-credential.failed": notTaken("un compte de téléphonie", "a telephone account"),
  "phone-number.created": { fr: "{who} a ajouté un numéro{name}.", en: "{who} added a number{name}." },
  "phone-number.ordered": { fr: "{who} a commandé un numéro{name}.", en: "{who} ordered a number{name}." },
  "phone-number.ordered.refused": {
    fr: "Un numéro que {who} voulait commander a été refusé.",
    en: "A number that {who} wanted to order was refused.",
  },
  "phone-number.activated": { fr: "Un numéro est en service{name}.", en: "A number is in service{name}." },
  "phone-number.updated": changed("un numéro", "a number"),
  "phone-number.updated.refused": changedInVain("un numéro", "a number"),
  "phone-number.released": { fr: "{who} a résilié un numéro{name}.", en: "{who} let a number go{name}." },
  "phone-number.failed": {
    fr: "Un numéro n’a pas pu être mis en service{name}.",
    en: "A number could not be put into service{name}.",
  },

  "blocked-number.created": { fr: "{who} a bloqué un numéro.", en: "{who} blocked a number." },
  "blocked-number.updated": changed("un numéro bloqué", "a blocked number"),
  "blocked-number.deleted": { fr: "{who} a débloqué un numéro.", en: "{who} unblocked a number." },

  "file.created": { fr: "{who} a ajouté un fichier{name}.", en: "{who} added a file{name}." },
  "file.deleted": deleted("un fichier", "a file"),
  "file.failed": { fr: "Un fichier n’a pas pu être lu{name}.", en: "A file could not be read{name}." },
  "knowledge-base.created": made("une base de connaissances", "a knowledge base"),
  "knowledge-base.updated": changed("une base de connaissances", "a knowledge base"),
  "knowledge-base.deleted": deleted("une base de connaissances", "a knowledge base"),
  "knowledge-base.file.added": {
    fr: "{who} a mis un fichier dans une base de connaissances.",
    en: "{who} put a file into a knowledge base.",
  },
  "knowledge-base.file.removed": {
    fr: "{who} a retiré un fichier d’une base de connaissances.",
    en: "{who} took a file out of a knowledge base.",
  },
  "knowledge-base.question.deleted": {
    fr: "{who} a retiré une question d’un appelant.",
    en: "{who} put a caller’s question away.",
  },

  "webhook.created": made("un webhook", "a webhook"),
  "webhook.updated": changed("un webhook", "a webhook"),
  "webhook.deleted": deleted("un webhook", "a webhook"),
  "webhook.secret-rotated": {
    fr: "{who} a renouvelé le secret d’un webhook.",
    en: "{who} gave a webhook another secret.",
  },
  "webhook.pinged": { fr: "{who} a essayé un webhook.", en: "{who} tried a webhook." },
  "webhook.replayed": {
    fr: "{who} a renvoyé des événements passés à un webhook.",
    en: "{who} sent past events to a webhook again.",
  },
  "webhook.retried": {
    fr: "{who} a renvoyé un événement à un webhook.",
    en: "{who} sent an event to a webhook again.",
  },
  "webhook.failed": {
    fr: "Un webhook a été désactivé : rien n’y arrivait plus.",
    en: "A webhook was disabled: nothing arrived there any more.",
  },
} as const satisfies Record<string, Words>;

/** An action of the audit log. */
export type AuditAction = keyof typeof AUDIT_ACTIONS;

/** What is done to resources of one kind: the part of an action after the kind. */
export type VerbOf<Kind extends string, Action = AuditAction> = Action extends `${Kind}.${infer Verb}` ? Verb : never;

export const OUTCOMES = ["done", "refused", "failed"] as const;
export type Outcome = (typeof OUTCOMES)[number];
