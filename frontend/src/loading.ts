import { useEffect, useState } from 'preact/hooks';
import { Problem } from './api.ts';

export type Loaded<T> = { readonly value: T | null; readonly problem: Problem | null; readonly retry: () => void };

const AGAIN_MILLISECONDS = 2_000;

/**
 * Asks the API whenever `key` changes; what was asked before is given up.
 *
 * @param changes whether it is asked again in a while, because the answer is of something that goes on; meanwhile the last one stays
 */
export function useLoaded<T>(
  key: string | null,
  ask: (signal: AbortSignal) => Promise<T>,
  changes: (value: T) => boolean = () => false,
): Loaded<T> {
  const [state, setState] = useState<{ key: string | null; value: T | null; problem: Problem | null }>({ key: null, value: null, problem: null });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (key === null) return;
    const controller = new AbortController();
    let timer = 0;
    const load = (isFirst: boolean): void => {
      const later = () => (timer = window.setTimeout(() => load(false), AGAIN_MILLISECONDS));
      ask(controller.signal).then(
        (value) => {
          setState({ key, value, problem: null });
          if (changes(value)) later();
        },
        (failure: unknown) => {
          if (controller.signal.aborted) return;
          if (!(failure instanceof Problem)) throw failure;
          if (isFirst) setState({ key, value: null, problem: failure });
          else later();
        },
      );
    };
    load(true);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [key, attempt]);
  const current = state.key === key;
  return {
    value: current ? state.value : null,
    problem: current ? state.problem : null,
    retry: () => {
      setState({ key: null, value: null, problem: null });
      setAttempt(attempt + 1);
    },
  };
}
