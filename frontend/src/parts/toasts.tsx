import { useEffect, useState } from 'preact/hooks';

interface Toast {
  readonly text: string;
  readonly action?: { readonly label: string; readonly act: () => void };
}

let show: (toast: Toast | null) => void = () => {};

/** Says something for a while, aloud too, and offers a way back where there is one. */
export function say(text: string, action?: Toast['action']): void {
  show(action ? { text, action } : { text });
}

export function Toasts() {
  const [toast, setToast] = useState<Toast | null>(null);
  useEffect(() => {
    show = setToast;
    return () => {
      show = () => {};
    };
  }, []);
  useEffect(() => {
    if (toast === null) return;
    const timer = setTimeout(() => setToast(null), toast.action ? 12_000 : 4_000);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div class="toasts" role="status">
      {toast && (
        <div class="toast">
          <span>{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              onClick={() => {
                toast.action?.act();
                setToast(null);
              }}
            >
              {toast.action.label}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** Copies, and says that it did; where the browser does not let it, shows the text to copy by hand. */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (refused) {
    if (!(refused instanceof DOMException || refused instanceof TypeError)) throw refused;
    say(`The browser does not let this page copy. ${what}: ${text}`);
    return;
  }
  say(`${what} copied`);
}
