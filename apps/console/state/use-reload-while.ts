import { useEffect } from 'react';

const EVERY_MS = 2_000;

/** Reads anew while what is shown still changes. */
export function useReloadWhile(changing: boolean, reload: () => void): void {
  useEffect(() => {
    if (!changing) return;
    const timer = setInterval(reload, EVERY_MS);
    return () => clearInterval(timer);
  }, [changing, reload]);
}
