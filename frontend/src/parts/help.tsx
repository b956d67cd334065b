import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';

const KEYS: readonly (readonly [string, string])[] = [
  ['j  k', 'next and previous event'],
  ['PageDown  PageUp', 'a screen further, a screen back'],
  ['Home  End', 'first and last event'],
  ['/', 'filters: opens the panel, first field'],
  ['1 – 7', 'a category on or off; with Shift only it'],
  ['Enter', 'the selected event as a page of its own'],
  ['y', 'copy a link to what is shown'],
  ['Esc', 'one step back: close a box, leave a field, clear the selection, clear the filters'],
  ['?', 'this help'],
];

interface Props {
  readonly open: boolean;
  readonly close: () => void;
  readonly keysOn: boolean;
  readonly setKeysOn: (on: boolean) => void;
}

export function Help({ open, close, keysOn, setKeysOn }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={close} onClick={(event) => event.target === dialog.current && close()}>
      {open && (
        <div class="help-body">
          <div class="box-head">
            <h2 id="help-title">Keys</h2>
            <button type="button" class="quiet" onClick={close} aria-label="Close help">
              <Icon name="close" />
            </button>
          </div>
          <dl class="keys">
            {KEYS.map(([keys, meaning]) => (
              <div key={keys}>
                <dt>
                  {keys.split('  ').map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
          <label class="check">
            <input type="checkbox" checked={keysOn} onChange={(event) => setKeysOn(event.currentTarget.checked)} />
            <span>Single keys act. Off, only Esc does, and in the list the arrow keys.</span>
          </label>
          <p class="small">They never act while you type or hold Ctrl, Alt or Meta. Amounts are minor units everywhere, as in the log.</p>
        </div>
      )}
    </dialog>
  );
}
