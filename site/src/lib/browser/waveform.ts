/**
 * A recording's waveform over its player: a picture for those who see it, which plays from where it is clicked. The
 * player beside it does the same by keyboard. The library and the sound are loaded when the picture comes into sight.
 */

/** The picture's height is part of the library's style sheet, which `lib/security/policy.ts` allows by its hash. */
export const HEIGHT_PX = 56;

/** Canvases know no custom properties: the colors are what the picture's own element has of them. */
function colorsOf(place: HTMLElement) {
  const { color, accentColor } = getComputedStyle(place);
  return { waveColor: color, progressColor: accentColor, cursorColor: accentColor };
}

async function draw(place: HTMLElement, audio: HTMLAudioElement): Promise<void> {
  const { default: WaveSurfer } = await import("wavesurfer.js");
  const waveform = WaveSurfer.create({
    container: place,
    media: audio,
    // The player loads nothing until it plays, so it does not know yet how long it is.
    duration: Number(place.dataset["seconds"]),
    height: HEIGHT_PX,
    normalize: true,
    barWidth: 2,
    barGap: 1,
    barRadius: 1,
    cursorWidth: 2,
    ...colorsOf(place),
  });
  waveform.on("ready", () => place.setAttribute("data-drawn", ""));
  waveform.on("click", () => void waveform.play());
  // The player says what is wrong with the sound; a picture of nothing says nothing.
  waveform.on("error", () => {
    if (!place.hasAttribute("data-drawn")) place.hidden = true;
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => waveform.setOptions(colorsOf(place)));
}

/** Draws when the picture's place is on the screen. */
export function drawInSight(place: HTMLElement, audio: HTMLAudioElement): void {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    watcher.disconnect();
    draw(place, audio).catch(() => (place.hidden = true));
  });
  watcher.observe(place);
}
