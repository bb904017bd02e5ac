import { type RefObject, useEffect, useRef } from 'react';

/** Where links stand in a row that is too narrow for them, the one of this page is scrolled into sight. */
export function useCurrentInSight(path: string): RefObject<HTMLElement | null> {
  const row = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path has another current link
  useEffect(() => {
    const show = (): void => {
      const current = row.current?.querySelector<HTMLElement>('[aria-current]');
      // Only the row itself: the page stays where it is.
      if (row.current !== null && current) row.current.scrollLeft = current.offsetLeft - row.current.offsetLeft;
    };
    show();
    window.addEventListener('resize', show);
    return () => window.removeEventListener('resize', show);
  }, [path]);
  return row;
}
