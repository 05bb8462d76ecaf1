import type { Attention } from "../api/types.ts";

/** Sound and notifications of this browser, each turned on by its person with a button (`account/alerts`). */

const SOUND = "allokoli-sound";
const NOTIFICATIONS = "allokoli-notifications";
const NOTES_HZ = [660, 880];
const NOTE_SECONDS = 0.18;
const VOLUME = 0.15;

export const hasSound = () => localStorage.getItem(SOUND) === "on";
export const hasNotifications = () =>
  "Notification" in window && Notification.permission === "granted" && localStorage.getItem(NOTIFICATIONS) === "on";

/** Two short notes. A browser that wants a click first stays silent. */
export function ring(): void {
  if (hasSound()) void play();
}

/** Turns the sound on and plays it, or off. */
export function setSound(isOn: boolean): void {
  localStorage.setItem(SOUND, isOn ? "on" : "off");
  if (isOn) void play();
}

/** Asks the browser when it must. Whether notifications come afterwards. */
export async function setNotifications(isOn: boolean): Promise<boolean> {
  const isAllowed = isOn && "Notification" in window && (await Notification.requestPermission()) === "granted";
  localStorage.setItem(NOTIFICATIONS, isAllowed ? "on" : "off");
  return isAllowed;
}

export function notify({ id, title, text, path }: Attention["news"][number]): void {
  // Who looks at the page sees its line.
  if (!hasNotifications() || document.visibilityState === "visible") return;
  const notification = new Notification(title, { tag: id, ...(text !== null && { body: text }) });
  notification.addEventListener("click", () => {
    window.focus();
    location.assign(path);
  });
}

async function play(): Promise<void> {
  const context = new AudioContext();
  for (const [index, hertz] of NOTES_HZ.entries()) {
    const at = context.currentTime + index * NOTE_SECONDS;
    const note = new OscillatorNode(context, { frequency: hertz });
    const gain = new GainNode(context, { gain: VOLUME });
    gain.gain.setTargetAtTime(0, at + NOTE_SECONDS / 2, NOTE_SECONDS / 6);
    note.connect(gain).connect(context.destination);
    note.start(at);
    note.stop(at + NOTE_SECONDS);
  }
  await pause(1_000);
  await context.close();
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
