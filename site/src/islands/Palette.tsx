import "../lib/browser/locale.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import { ICON_PATHS } from "../lib/icon-paths.ts";
import type { Organization } from "../lib/api/types.ts";
import { groupsOf } from "../lib/palette/groups.ts";
import type { Choice } from "../lib/palette/places.ts";
import { useFound } from "../lib/palette/use-found.ts";
import { tellProblem } from "../lib/problem-message.ts";
import { m } from "../paraglide/messages.js";
import { getLocale } from "../paraglide/runtime.js";

type Props = { role: Organization["role"] | undefined; timeZone: string; onClose: () => void };

const LIST = "palette-list";
const optionId = (choice: Choice) => `palette-${choice.id}`;

/** Finds pages, things and actions by what is typed: a combobox in the browser's own modal dialog. */
export function Palette({ role, timeZone, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [active, setActive] = useState<string | undefined>(undefined);
  const typed = text.trim();
  const { items, isAsking, problem } = useFound(typed);
  const here = location.pathname + location.search;
  const groups = groupsOf({ typed, role, timeZone, here, language: getLocale() }, items);
  const choices = groups.flatMap((group) => group.choices);
  const current = choices.find(({ id }) => id === active) ?? choices[0];

  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current?.id]);

  const move = (by: number) => {
    const from = choices.findIndex(({ id }) => id === current?.id);
    setActive(choices.at((from + by) % choices.length)?.id);
  };
  const press = (event: KeyboardEvent) => {
    // Some input methods choose a word with these keys.
    if (event.isComposing) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && current !== undefined) openChoice(current, event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  };

  return (
    <dialog ref={dialog} className="palette" aria-label={m.find_title()} onClose={onClose} closedby="any">
      <div className="palette-head">
        <Drawn name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={m.find_label()}
          aria-expanded={choices.length > 0}
          aria-controls={choices.length > 0 ? LIST : undefined}
          aria-activedescendant={current && optionId(current)}
          aria-autocomplete="list"
          placeholder={m.find_label()}
          autoComplete="off"
          spellcheck={false}
          enterKeyHint="go"
          maxLength={100}
          value={text}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            setActive(undefined);
          }}
          onKeyDown={press}
        />
        <button
          type="button"
          className="palette-close"
          aria-label={m.find_close()}
          onClick={() => dialog.current?.close()}
        >
          <Drawn name="close" />
        </button>
      </div>
      {problem && (
        <p className="notice notice-warn m-2" role="alert">
          {tellProblem(problem).title}
        </p>
      )}
      {choices.length > 0 && (
        <div ref={list} id={LIST} role="listbox" className="palette-list" aria-label={m.find_results()}>
          {groups.map((group) => (
            <div key={group.id} role="group" aria-labelledby={`palette-group-${group.id}`}>
              <p id={`palette-group-${group.id}`} role="presentation" className="palette-group">
                {group.title}
              </p>
              {group.choices.map((choice) => (
                <Option key={choice.id} choice={choice} isCurrent={choice === current} />
              ))}
            </div>
          ))}
        </div>
      )}
      {choices.length === 0 && !isAsking && <p className="px-4 py-6 text-soft">{m.find_nothing()}</p>}
      <p className="palette-foot" aria-hidden="true">
        {m.find_keys()}
      </p>
      <p className="sr-only" role="status">
        {isAsking || typed === ""
          ? ""
          : choices.length === 1
            ? m.find_count_one()
            : m.find_count({ count: String(choices.length) })}
      </p>
    </dialog>
  );
}

/** A link, so that it opens in another window as every link does; the field keeps the focus. */
function Option({ choice, isCurrent }: { choice: Choice; isCurrent: boolean }) {
  return (
    <a
      id={optionId(choice)}
      role="option"
      aria-selected={isCurrent}
      tabIndex={-1}
      className="palette-option"
      href={choice.href}
      onClick={(event) => {
        if (choice.post === undefined) return;
        event.preventDefault();
        openChoice(choice, false);
      }}
    >
      <Drawn name={choice.icon} />
      <span className="min-w-0">
        <span className="block truncate font-semibold">{choice.label}</span>
        {choice.detail && <span className="hint block truncate">{choice.detail}</span>}
      </span>
    </a>
  );
}

const Drawn = ({ name }: { name: Choice["icon"] }) => (
  <svg
    viewBox="0 0 24 24"
    width="20"
    height="20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={ICON_PATHS[name]} />
  </svg>
);

function openChoice({ href, post }: Choice, isElsewhere: boolean): void {
  if (post !== undefined) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = href;
    for (const [name, value] of Object.entries(post)) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    document.body.append(form);
    form.requestSubmit();
  } else if (isElsewhere) window.open(href, "_blank", "noopener");
  else location.assign(href);
}
