import type { WorkflowNode } from "../lib/api/types.ts";
import { m } from "../paraglide/messages.js";
import type { Variable } from "../lib/workflows/document.ts";
import { ChoiceField, TextField } from "./Fields.tsx";
import { VARIABLE_TYPES } from "../lib/workflows/words.ts";

export type Functions = readonly { id: string; name: string }[];

type Props = {
  node: WorkflowNode;
  functions: Functions;
  /** The fields that the API did not accept. */
  refused: ReadonlySet<string>;
  onChange: (change: Partial<WorkflowNode>, field: string) => void;
  onLeave: () => void;
};

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** What a node says, asks and does: the fields of its kind. */
export function NodeForm({ node, functions, refused, onChange, onLeave }: Props) {
  const text = (field: string) => ({
    id: `node-${field}`,
    isWrong: refused.has(field),
    onLeave,
    onChange: (value: string) => onChange({ [field]: value }, field),
  });
  /** An empty text is nothing. */
  const optional = (field: string) => ({
    ...text(field),
    onChange: (value: string) => onChange({ [field]: value === "" ? null : value }, field),
  });
  return (
    <div className="grid gap-4">
      <TextField {...text("name")} label={m.editor_name()} value={node.name} maxLength={40} />
      {node.kind === "start" && (
        <TextField
          {...optional("firstMessage")}
          label={m.editor_first_message()}
          hint={m.editor_first_message_hint()}
          value={node.firstMessage ?? ""}
          rows={3}
          maxLength={1000}
        />
      )}
      {node.kind === "global" && (
        <TextField
          {...text("when")}
          label={m.editor_when()}
          hint={m.editor_when_hint()}
          value={node.when}
          rows={2}
          maxLength={900}
        />
      )}
      {(node.kind === "conversation" || node.kind === "global") && (
        <TextField
          {...text("prompt")}
          label={m.editor_prompt()}
          hint={m.editor_prompt_hint()}
          value={node.prompt}
          rows={5}
          maxLength={5000}
        />
      )}
      {node.kind === "function" && (
        <ChoiceField
          {...optional("functionId")}
          label={m.editor_function()}
          value={node.functionId ?? ""}
          options={functionOptions(functions, node.functionId)}
        />
      )}
      {node.kind === "apiRequest" && (
        <>
          <ChoiceField
            {...text("method")}
            label={m.editor_method()}
            value={node.method}
            options={METHODS.map((value) => ({ value, label: value }))}
          />
          <TextField
            {...optional("url")}
            type="url"
            label={m.editor_url()}
            hint={m.editor_url_hint()}
            value={node.url ?? ""}
            maxLength={500}
          />
          <TextField
            {...text("description")}
            label={m.editor_description()}
            value={node.description}
            rows={2}
            maxLength={500}
          />
        </>
      )}
      {(node.kind === "function" || node.kind === "apiRequest") && (
        <TextField {...text("prompt")} label={m.editor_minding()} value={node.prompt} rows={3} maxLength={2000} />
      )}
      {node.kind === "transfer" && (
        <TextField
          {...optional("number")}
          type="tel"
          label={m.editor_number()}
          hint={m.editor_number_hint()}
          value={node.number ?? ""}
          maxLength={60}
        />
      )}
      {"message" in node && (
        <TextField
          {...optional("message")}
          label={node.kind === "end" ? m.editor_message_end() : m.editor_message()}
          value={node.message ?? ""}
          rows={2}
          maxLength={300}
        />
      )}
      {"variables" in node && (
        <Variables
          variables={node.variables}
          isOfAnswer={node.kind === "apiRequest"}
          isWrong={refused.has("variables")}
          onChange={(variables) => onChange({ variables }, "variables")}
          onLeave={onLeave}
        />
      )}
    </div>
  );
}

function functionOptions(functions: Functions, current: string | null) {
  const gone =
    current !== null && !functions.some(({ id }) => id === current)
      ? [{ value: current, label: m.editor_function_gone() }]
      : [];
  return [
    { value: "", label: m.editor_function_none() },
    ...functions.map(({ id, name }) => ({ value: id, label: name })),
    ...gone,
  ];
}

type VariablesProps = {
  variables: Variable[];
  isOfAnswer: boolean;
  isWrong: boolean;
  onChange: (variables: Variable[]) => void;
  onLeave: () => void;
};

/** What is noted at a step, a row each. */
function Variables({ variables, isOfAnswer, isWrong, onChange, onLeave }: VariablesProps) {
  // A row is known by its place: its name is being typed.
  const rows = variables.map((variable, index) => ({ variable, index }));
  const change = (index: number, part: Partial<Variable>) =>
    onChange(variables.map((variable, at) => (at === index ? { ...variable, ...part } : variable)));
  return (
    <fieldset className="grid gap-3">
      <legend className="font-semibold">{isOfAnswer ? m.editor_variables_answer() : m.editor_variables()}</legend>
      <p className="hint">{m.editor_variables_hint()}</p>
      {isWrong && <p className="field-error">{m.editor_error_field()}</p>}
      {rows.map(({ variable, index }) => (
        <div key={index} className="grid gap-3 rounded-md bg-sunken p-3">
          <TextField
            id={`variable-${index}-name`}
            label={m.editor_variable_name()}
            value={variable.name}
            maxLength={40}
            onChange={(name) => change(index, { name })}
            onLeave={onLeave}
          />
          <ChoiceField
            id={`variable-${index}-type`}
            label={m.editor_variable_type()}
            value={variable.type}
            options={Object.entries(VARIABLE_TYPES).map(([value, label]) => ({ value, label: label() }))}
            onChange={(type) => change(index, { type: type as Variable["type"] })}
            onLeave={onLeave}
          />
          <TextField
            id={`variable-${index}-description`}
            label={m.editor_variable_description()}
            value={variable.description}
            maxLength={300}
            onChange={(description) => change(index, { description })}
            onLeave={onLeave}
          />
          <button
            type="button"
            className="button button-small w-fit"
            onClick={() => onChange(variables.filter((_, at) => at !== index))}
          >
            {m.editor_variable_remove({ name: variable.name })}
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button button-small w-fit"
        onClick={() => onChange([...variables, { name: freeVariable(variables), type: "string", description: "" }])}
      >
        {m.editor_variable_add()}
      </button>
    </fieldset>
  );
}

function freeVariable(variables: readonly Variable[]): string {
  const taken = new Set(variables.map(({ name }) => name));
  for (let number = 1; ; number++) if (!taken.has(`info_${number}`)) return `info_${number}`;
}
