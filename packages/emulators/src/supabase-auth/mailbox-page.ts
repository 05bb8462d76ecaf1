import { html } from "hono/html";
import { page, type Html } from "../http/page.ts";
import { isOfAuth, type Mail, type WorkerMail } from "./mailbox.ts";
import { mailText } from "./mail-text.ts";

/** The mails that this machine would have sent, newest first. */
export function mailboxPage(mails: readonly (Mail | WorkerMail)[], to: string | undefined): Html {
  return page({
    title: "Boîte aux lettres locale",
    style: STYLE,
    content: html`<header>
        <h1>Boîte aux lettres locale <span lang="en">Local mailbox</span></h1>
        <p>
          Aucun message ne quitte cette machine : les voici tous.
          <span lang="en">No mail leaves this machine: here is all of it.</span>
        </p>
        <form method="get" role="search">
          <label>
            <span>Destinataire · <span lang="en">Recipient</span></span>
            <input type="email" name="to" value="${to ?? ""}" placeholder="nom@cabinet.fr" />
          </label>
          <button type="submit">Filtrer · <span lang="en">Filter</span></button>
          <a href="mailbox">Tout voir · <span lang="en">Show all</span></a>
        </form>
      </header>
      ${mails.length === 0 ? NOTHING : mails.map((mail) => (isOfAuth(mail) ? article(mail) : workerArticle(mail)))}`,
  });
}

const NOTHING = html`<p class="empty">
  Rien pour l’instant. Demandez un lien de connexion sur le site, puis rechargez cette page.
  <span lang="en">Nothing yet. Ask for a sign-in link on the site, then reload this page.</span>
</p>`;

function article(mail: Mail): Html {
  const french = mailText(mail, "fr");
  const english = mailText(mail, "en");
  return html`<article>
    <div class="meta">
      <span>${mail.to}</span>
      <time datetime="${mail.sentAt}">${mail.sentAt.slice(0, 19).replace("T", " ")} UTC</time>
    </div>
    <h2>${french.subject} <span lang="en">${english.subject}</span></h2>
    <p>${french.body} <span lang="en">${english.body}</span></p>
    ${mail.newEmail === undefined ? "" : html`<p><strong>${mail.newEmail}</strong></p>`}
    <p>
      <a class="action" href="${mail.link}" rel="noreferrer">
        ${french.action} <span lang="en">${english.action}</span>
      </a>
    </p>
    <p class="code">
      ${french.codeLabel} · <span lang="en">${english.codeLabel}</span>
      <code>${mail.code}</code>
    </p>
  </article>`;
}

/** As its plain text, in which addresses are links. */
const workerArticle = (mail: WorkerMail): Html =>
  html`<article>
    <div class="meta">
      <span>${mail.to}</span>
      <time datetime="${mail.sentAt}">${mail.sentAt.slice(0, 19).replace("T", " ")} UTC</time>
    </div>
    <h2>${mail.subject}</h2>
    <p class="text">${linked(mail.text)}</p>
  </article>`;

const linked = (text: string) =>
  text
    .split(/(https?:\/\/\S+)/)
    .map((part, index) => (index % 2 === 0 ? part : html`<a href="${part}" rel="noreferrer">${part}</a>`));

const STYLE = `
  form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: 1.5rem 0; }
  label { display: grid; gap: .25rem; font-size: .9rem; flex: 1 1 16rem; }
  input, button { font: inherit; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .5rem;
    background: var(--card); color: inherit; }
  form a { padding: .5rem 0; }
  .action { display: inline-block; margin: .75rem 0 .25rem; padding: .6rem 1.1rem; border-radius: .5rem;
    background: var(--accent); color: var(--on-accent); font-weight: 600; text-decoration: none; }
  .action [lang=en] { color: inherit; font-weight: 400; }
  .action [lang=en]::before { content: '· '; }
  .code { font-size: .875rem; color: var(--soft); } .code [lang=en] { display: inline !important; }
  code { font: 600 1rem ui-monospace, monospace; letter-spacing: .12em; color: var(--ink); margin-left: .35rem; }
  .text { white-space: pre-wrap; overflow-wrap: anywhere; }
`;
