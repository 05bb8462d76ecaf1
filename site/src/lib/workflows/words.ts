import type { WorkflowFault } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";
import type { Kind } from "./document.ts";

export const KIND_LABELS: Record<Kind, () => string> = {
  start: m.kind_start,
  conversation: m.kind_conversation,
  global: m.kind_global,
  function: m.kind_function,
  apiRequest: m.kind_apiRequest,
  transfer: m.kind_transfer,
  end: m.kind_end,
};

export const KIND_HINTS: Record<Kind, () => string> = {
  start: m.kind_start_hint,
  conversation: m.kind_conversation_hint,
  global: m.kind_global_hint,
  function: m.kind_function_hint,
  apiRequest: m.kind_apiRequest_hint,
  transfer: m.kind_transfer_hint,
  end: m.kind_end_hint,
};

export const VARIABLE_TYPES = {
  string: m.editor_variable_string,
  number: m.editor_variable_number,
  integer: m.editor_variable_integer,
  boolean: m.editor_variable_boolean,
} as const;

/** What is wrong, and what to do, in the reader's language; the API's own sentence is in English. */
export const FAULTS: Record<WorkflowFault["code"], () => string> = {
  no_start: m.editor_fault_no_start,
  several_starts: m.editor_fault_several_starts,
  start_branches: m.editor_fault_start_branches,
  start_not_conversation: m.editor_fault_start_not_conversation,
  duplicate_id: m.editor_fault_duplicate_id,
  repeated_name: m.editor_fault_repeated_name,
  unknown_node: m.editor_fault_unknown_node,
  forbidden_edge: m.editor_fault_forbidden_edge,
  repeated_edge: m.editor_fault_repeated_edge,
  unreachable: m.editor_fault_unreachable,
  no_way_out: m.editor_fault_no_way_out,
  endless_loop: m.editor_fault_endless_loop,
  edge_without_condition: m.editor_fault_edge_without_condition,
  global_without_condition: m.editor_fault_global_without_condition,
  missing_prompt: m.editor_fault_missing_prompt,
  missing_function: m.editor_fault_missing_function,
  missing_url: m.editor_fault_missing_url,
  missing_transfer_target: m.editor_fault_missing_transfer_target,
  variable_not_extracted: m.editor_fault_variable_not_extracted,
};
