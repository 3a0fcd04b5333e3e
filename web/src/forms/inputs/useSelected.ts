import { type FocusEvent, type MouseEvent, type RefObject, useLayoutEffect, useRef } from "react";

/** What an input is given so that entering it selects all that stands in it. */
export interface Selected {
  ref: RefObject<HTMLInputElement | null>;
  onFocus: (event: FocusEvent<HTMLInputElement>) => void;
  onMouseDown: (event: MouseEvent<HTMLInputElement>) => void;
  onClick: (event: MouseEvent<HTMLInputElement>) => void;
}

/**
 * Selects all that stands in an input as somebody enters it, so that what they type takes its
 * place: at once and not with the next frame, which would take what was typed before it. A click
 * puts the caret where it was, once the input has the focus, and so selects afterwards.
 */
export function useSelected(onEnter: () => void): Selected {
  const ref = useRef<HTMLInputElement>(null);
  const entered = useRef(false);
  const clicked = useRef(false);
  // Another way of writing the value may be shown from now on, which ends what is selected.
  useLayoutEffect(() => {
    if (entered.current) ref.current?.select();
    entered.current = false;
  });
  return {
    ref,
    onFocus: (event) => {
      entered.current = true;
      onEnter();
      event.currentTarget.select();
    },
    onMouseDown: (event) => {
      clicked.current = document.activeElement !== event.currentTarget;
    },
    onClick: (event) => {
      const input = event.currentTarget;
      if (clicked.current && input.selectionStart === input.selectionEnd) input.select();
      clicked.current = false;
    },
  };
}
