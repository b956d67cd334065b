// The keys. None acts while someone types, with Ctrl, Alt or Meta held, or when they are switched off; Escape always does.

import { useEffect, useRef } from 'preact/hooks';

const KEY = 'rtgsim.keys';

export function keysAreOn(storage: Storage): boolean {
  return storage.getItem(KEY) !== 'off';
}

export function switchKeys(storage: Storage, on: boolean): void {
  storage.setItem(KEY, on ? 'on' : 'off');
}

const TYPED_INTO = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPED_INTO) !== null;
}

/** Enter and Space belong to what they activate. */
export function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, button, summary, input, label') !== null;
}

/** What a press means: `j`, `Shift+3`, `PageDown`; null if it is none of ours. */
export function pressOf(event: KeyboardEvent): string | null {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return null;
  const digit = /^Digit([1-7])$/.exec(event.code);
  if (event.shiftKey && digit) return 'Shift+' + digit[1];
  if (event.shiftKey && event.key.length > 1) return null;
  return event.key;
}

/** While the component is shown, calls `act` with each press; what it answers true to is not handled by the browser any more. */
export function useKeys(on: boolean, act: (press: string, event: KeyboardEvent) => boolean): void {
  // Effects run after the next frame, which a hidden or busy page puts off: a press in between must already meet what was drawn last.
  const latest = useRef({ on, act });
  latest.current = { on, act };
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const press = pressOf(event);
      if (press === null || document.querySelector('dialog[open]')) return;
      if (press !== 'Escape' && (!latest.current.on || isTyping(event.target))) return;
      if (latest.current.act(press, event)) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
