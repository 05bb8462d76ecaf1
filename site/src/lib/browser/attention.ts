import type { Attention } from "../api/types.ts";
import { notify, pause, ring } from "./attract.ts";

/**
 * What waits for somebody, on every page: badges in the navigation, a number in the title, a line for what just happened.
 * One window of a browser asks, and tells the others.
 */

const EVERY_MS = 15_000;
/** A page that is opened sooner after the last answer shows that one. */
const FRESH_MS = 5_000;
/** A line is still news on the page that somebody goes to meanwhile. */
const NEWS_MS = 120_000;
const STORED = "attention";
const LOCK = "allokoli-attention";
const MOST_LINES = 3;

type Seen = { of: string; at: number; attention: Attention };

const region = document.querySelector<HTMLElement>("[data-attention]");
const of = region?.dataset["attention"];
if (region !== null && of !== undefined && of !== "") watch(region, of);

/** @param of - the person and the organization: another one's counts are not shown */
function watch(region: HTMLElement, of: string): void {
  const title = document.title;
  const channel = new BroadcastChannel(LOCK);
  const show = (attention: Attention) => {
    showCounts(attention, title);
    for (const news of attention.news) addLine(region, news, () => forget(of, news.id));
  };
  channel.addEventListener("message", ({ data }: MessageEvent<Seen>) => {
    if (data.of === of) show(data.attention);
  });
  const last = readSeen(of);
  if (last !== undefined) show(last.attention);
  // The lock is free again when the window that asks is closed or goes to another page.
  void navigator.locks.request(LOCK, async () => {
    const seen = readSeen(of);
    if (seen !== undefined) await pause(FRESH_MS - (Date.now() - seen.at));
    for (;;) {
      const attention = await ask(readSeen(of)?.attention.seenUntil);
      if (attention === "over") return;
      if (attention !== undefined) {
        const message: Seen = { of, at: Date.now(), attention };
        keep(message);
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin, and takes none
        channel.postMessage(message);
        show(attention);
        if (attention.news.length > 0) ring();
        for (const news of attention.news) notify(news);
      }
      await pause(EVERY_MS);
    }
  });
}

/** `over` when the session is, or the membership; undefined when there was no answer this time. */
async function ask(after: string | null | undefined): Promise<Attention | "over" | undefined> {
  try {
    const answer = await fetch(`/api/me/attention${after ? `?after=${after}` : ""}`);
    if (answer.status === 401 || answer.status === 403) return "over";
    // The contract of getAttention.
    return answer.ok ? ((await answer.json()) as Attention) : undefined;
  } catch {
    return undefined;
  }
}

/** What was seen last, with the lines that are still news. */
function readSeen(of: string): Seen | undefined {
  try {
    // Written below.
    const seen = JSON.parse(localStorage.getItem(STORED) ?? "null") as Seen | null;
    if (seen?.of !== of) return undefined;
    const news = seen.attention.news.filter(({ at }) => Date.now() - Date.parse(at) < NEWS_MS);
    return { ...seen, attention: { ...seen.attention, news } };
  } catch {
    return undefined;
  }
}

/** Keeps what was seen, with older lines that are still news. Callers' words are not kept. */
function keep(seen: Seen): void {
  const earlier = readSeen(seen.of)?.attention.news ?? [];
  const news = [...earlier, ...seen.attention.news].map((line) => ({ ...line, text: null }));
  store({ ...seen, attention: { ...seen.attention, news } });
}

function store(seen: Seen): void {
  try {
    localStorage.setItem(STORED, JSON.stringify(seen));
  } catch {
    // The browser keeps nothing, or no more: every page begins anew.
  }
}

/** A line that was followed or closed is no news any more. */
function forget(of: string, id: string): void {
  const seen = readSeen(of);
  if (seen === undefined) return;
  const news = seen.attention.news.filter((line) => line.id !== id);
  store({ ...seen, attention: { ...seen.attention, news } });
}

// Who signs out leaves nothing of it at this computer.
document.addEventListener("submit", ({ target }) => {
  if (!(target instanceof HTMLFormElement) || target.getAttribute("action") !== "/signout") return;
  try {
    localStorage.removeItem(STORED);
  } catch {
    // There is nothing then.
  }
});

function showCounts(attention: Attention, title: string): void {
  const waiting = attention.openMessages + attention.toCallBack;
  document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
  for (const badge of document.querySelectorAll<HTMLElement>("[data-count]")) {
    const count = attention[badge.dataset["count"] as "openMessages" | "liveCalls"];
    badge.hidden = count === 0;
    badge.classList.toggle("is-urgent", badge.dataset["count"] === "openMessages" && attention.urgentMessages > 0);
    const [number, words] = badge.children;
    if (number !== undefined) number.textContent = String(count);
    if (words !== undefined) words.textContent = (badge.dataset["words"] ?? "").replace("{count}", String(count));
  }
}

/** One line above the page, until somebody follows it or closes it. */
function addLine(region: HTMLElement, { id, title, text, path }: Attention["news"][number], onDone: () => void): void {
  if (document.getElementById(`news-${id}`) !== null) return;
  const template = region.querySelector("template");
  const line = template?.content.firstElementChild?.cloneNode(true);
  if (!(line instanceof HTMLElement)) return;
  line.id = `news-${id}`;
  const link = line.querySelector("a");
  if (link !== null) {
    link.href = path;
    link.textContent = title;
    link.addEventListener("click", onDone);
  }
  const words = line.querySelector("p");
  if (words !== null) {
    words.textContent = text;
    words.hidden = text === null;
  }
  line.querySelector("button")?.addEventListener("click", () => {
    line.remove();
    onDone();
  });
  const list = region.querySelector("ul");
  list?.append(line);
  while ((list?.children.length ?? 0) > MOST_LINES) list?.firstElementChild?.remove();
}
