import type { ComponentChildren } from "preact";
import { m } from "../paraglide/messages.js";

type Common = {
  id: string;
  label: string;
  hint?: string | undefined;
  isWrong?: boolean | undefined;
  onLeave: () => void;
};

const described = ({ id, hint, isWrong }: Pick<Common, "id" | "hint" | "isWrong">) =>
  [hint && `${id}-hint`, isWrong && `${id}-error`].filter(Boolean).join(" ") || undefined;

function Wrapped({ id, label, hint, isWrong, children }: Omit<Common, "onLeave"> & { children: ComponentChildren }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {isWrong && (
        <p className="field-error" id={`${id}-error`}>
          {m.editor_error_field()}
        </p>
      )}
    </div>
  );
}

type TextProps = Common & {
  value: string;
  onChange: (value: string) => void;
  rows?: number;
  maxLength?: number | undefined;
  type?: "text" | "tel" | "url";
};

/** A line, or several rows, of text. What is typed until it is left is one step. */
export function TextField({ value, onChange, onLeave, rows, maxLength, type = "text", ...common }: TextProps) {
  const shared = {
    id: common.id,
    className: "input",
    value,
    maxLength,
    "aria-describedby": described(common),
    "aria-invalid": common.isWrong || undefined,
    onBlur: onLeave,
    onInput: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  return (
    <Wrapped {...common}>
      {rows === undefined ? <input type={type} {...shared} /> : <textarea rows={rows} {...shared} />}
    </Wrapped>
  );
}

type ChoiceProps = Common & {
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
};

export function ChoiceField({ value, options, onChange, onLeave, ...common }: ChoiceProps) {
  return (
    <Wrapped {...common}>
      <select
        id={common.id}
        className="input"
        value={value}
        aria-describedby={described(common)}
        aria-invalid={common.isWrong || undefined}
        onBlur={onLeave}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Wrapped>
  );
}
