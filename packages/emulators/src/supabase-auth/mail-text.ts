import { isOfAuth, type Mail, type MailType, type WorkerMail } from "./mailbox.ts";

type MailText = { subject: string; body: string; action: string; codeLabel: string };
type Language = "fr" | "en";

type Words = Readonly<Record<MailType, { subject: string; body: string; action: string }>>;

const FRENCH: Words = {
  signup: {
    subject: "Confirmez votre adresse",
    body: "Bienvenue ! Confirmez votre adresse e-mail pour ouvrir votre compte.",
    action: "Confirmer mon adresse",
  },
  invite: {
    subject: "Vous êtes invité",
    body: "Quelqu’un vous invite à le rejoindre. Suivez ce lien pour accepter.",
    action: "Accepter l’invitation",
  },
  magiclink: {
    subject: "Votre lien de connexion",
    body: "Suivez ce lien pour vous connecter. Il ne sert qu’une fois, pendant une heure.",
    action: "Me connecter",
  },
  recovery: {
    subject: "Nouveau mot de passe",
    body: "Suivez ce lien pour choisir un nouveau mot de passe. Si vous n’avez rien demandé, ignorez ce message.",
    action: "Choisir un mot de passe",
  },
  email_change: {
    subject: "Changement d’adresse",
    body: "Suivez ce lien pour confirmer le changement de votre adresse e-mail.",
    action: "Confirmer le changement",
  },
};

const ENGLISH: Words = {
  signup: {
    subject: "Confirm your address",
    body: "Welcome! Confirm your email address to open your account.",
    action: "Confirm my address",
  },
  invite: {
    subject: "You have been invited",
    body: "Somebody invites you to join them. Follow this link to accept.",
    action: "Accept the invitation",
  },
  magiclink: {
    subject: "Your sign-in link",
    body: "Follow this link to sign in. It works once, for one hour.",
    action: "Sign in",
  },
  recovery: {
    subject: "New password",
    body: "Follow this link to choose a new password. If you asked for nothing, ignore this message.",
    action: "Choose a password",
  },
  email_change: {
    subject: "Change of address",
    body: "Follow this link to confirm the change of your email address.",
    action: "Confirm the change",
  },
};

const CODE_LABELS: Readonly<Record<Language, string>> = { fr: "Ou saisissez ce code", en: "Or enter this code" };

export function mailText(mail: Pick<Mail, "type">, language: Language): MailText {
  return { ...(language === "fr" ? FRENCH : ENGLISH)[mail.type], codeLabel: CODE_LABELS[language] };
}

/** As JSON shows a mail: the French words first, the English beside them. */
export function withText(mail: Mail | WorkerMail) {
  if (!isOfAuth(mail)) return mail;
  const { subject, body } = mailText(mail, "fr");
  const english = mailText(mail, "en");
  return { ...mail, subject: `${subject} · ${english.subject}`, text: `${body}\n\n${english.body}\n\n${mail.link}` };
}
