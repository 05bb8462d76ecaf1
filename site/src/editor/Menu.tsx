import { useEffect, useRef } from "preact/hooks";

type Item = { key: string; label: string; hint?: string };
type Props = { label: string; items: Item[]; none?: string; onChoose: (key: string) => void };

/** A button with a list below: the browser's own disclosure, closed by a choice, by Escape, or by leaving it. */
export function Menu({ label, items, none, onChoose }: Props) {
  const details = useRef<HTMLDetailsElement>(null);
  const summary = useRef<HTMLElement>(null);
  const close = () => {
    if (details.current) details.current.open = false;
  };
  useEffect(() => {
    const menu = details.current;
    if (menu === null) return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      summary.current?.focus();
    };
    const leave = ({ relatedTarget }: FocusEvent) => {
      if (!(relatedTarget instanceof Node && menu.contains(relatedTarget))) menu.open = false;
    };
    menu.addEventListener("keydown", press);
    menu.addEventListener("focusout", leave);
    return () => {
      menu.removeEventListener("keydown", press);
      menu.removeEventListener("focusout", leave);
    };
  }, []);
  return (
    <details ref={details} className="workflow-menu">
      <summary ref={summary} className="button button-small">
        {label}
      </summary>
      <ul>
        {items.length === 0 && none && <li className="hint px-3 py-2">{none}</li>}
        {items.map(({ key, label: name, hint }) => (
          <li key={key}>
            <button
              type="button"
              onClick={() => {
                close();
                onChoose(key);
              }}
            >
              <span className="font-semibold">{name}</span>
              {hint && <span className="hint block">{hint}</span>}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
