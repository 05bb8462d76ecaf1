import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

type Props = {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  text?: string;
  /** Set for a question that stops a person before harm is done. */
  role?: "alertdialog";
  children: ComponentChildren;
};

/** A question before something is done: the browser's own modal dialog, which keeps the focus and closes with Escape. */
export function Dialog({ isOpen, onClose, title, text, role, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} role={role} className="dialog" onClose={onClose} aria-labelledby="dialog-title">
      <div className="grid gap-3">
        <h2 id="dialog-title">{title}</h2>
        {text && <p className="text-soft">{text}</p>}
        {children}
      </div>
    </dialog>
  );
}
