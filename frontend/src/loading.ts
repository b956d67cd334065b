import { useEffect, useState } from 'preact/hooks';
import { Problem } from './api.ts';

export type Loaded<T> = { readonly value: T | null; readonly problem: Problem | null; readonly retry: () => void };

/** Asks the API whenever `key` changes; what was asked before is given up. */
export function useLoaded<T>(key: string | null, ask: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string | null; value: T | null; problem: Problem | null }>({ key: null, value: null, problem: null });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (key === null) return;
    const controller = new AbortController();
    ask(controller.signal).then(
      (value) => setState({ key, value, problem: null }),
      (failure: unknown) => {
        if (controller.signal.aborted) return;
        if (!(failure instanceof Problem)) throw failure;
        setState({ key, value: null, problem: failure });
      },
    );
    return () => controller.abort();
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
