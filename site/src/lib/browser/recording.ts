import { drawInSight } from "./waveform.ts";

/**
 * A call's recording and its words: the line that is heard is marked and stays in view, and a click on a line's time
 * plays from there. Without this script the player and the words stand beside each other.
 */

const player = document.querySelector<HTMLAudioElement>("audio[data-started-at]");
const script = document.querySelector<HTMLOListElement>("ol.script");

type Line = { element: HTMLElement; seconds: number };

/** The lines with the time, since the call began, at which each was said. */
function linesOf(list: HTMLOListElement, startedAt: number): Line[] {
  return [...list.querySelectorAll<HTMLElement>(":scope > .line")].flatMap((element) => {
    const at = Date.parse(element.querySelector("time")?.dateTime ?? "");
    return Number.isNaN(at) ? [] : [{ element, seconds: Math.max(0, (at - startedAt) / 1_000) }];
  });
}

/** The time of a line becomes a button that plays from there. */
function addButton({ element, seconds }: Line, audio: HTMLAudioElement, words: string) {
  const time = element.querySelector("time");
  if (time === null) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "seek";
  button.title = words;
  button.append(...time.childNodes);
  const label = document.createElement("span");
  label.className = "sr-only";
  label.textContent = ` ${words}`;
  button.append(label);
  button.addEventListener("click", () => {
    audio.currentTime = seconds;
    void audio.play();
  });
  time.append(button);
}

function follow(audio: HTMLAudioElement, lines: Line[]) {
  let current: Line | undefined;
  audio.addEventListener("timeupdate", () => {
    const heard = lines.findLast(({ seconds }) => seconds <= audio.currentTime + 0.05);
    if (heard === current) return;
    current?.element.removeAttribute("aria-current");
    heard?.element.setAttribute("aria-current", "true");
    current = heard;
    if (!audio.paused) heard?.element.scrollIntoView({ block: "nearest" });
  });
}

const startedAt = Date.parse(player?.dataset["startedAt"] ?? "");
if (player !== null && script !== null && !Number.isNaN(startedAt)) {
  const lines = linesOf(script, startedAt);
  for (const line of lines) addButton(line, player, player.dataset["seekLabel"] ?? "");
  follow(player, lines);
}

const waveform = document.querySelector<HTMLElement>(".waveform");
if (player !== null && waveform !== null) drawInSight(waveform, player);
