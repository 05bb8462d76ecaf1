import { render } from "preact";
import { ROLES } from "../lib/organization/roles.ts";
import { Palette } from "./Palette.tsx";

/** Shows the palette over the page; `role` and `timeZone` as the page has them. Resolves when it is closed. */
export function showPalette(role: string | undefined, timeZone: string): Promise<void> {
  const place = document.createElement("div");
  document.body.append(place);
  return new Promise((resolve) => {
    const close = () => {
      render(null, place);
      place.remove();
      resolve();
    };
    render(<Palette role={ROLES.find((known) => known === role)} timeZone={timeZone} onClose={close} />, place);
  });
}
