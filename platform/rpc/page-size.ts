const DEFAULT = 100;
const LARGEST = 1_000;

/** The page that was asked for, 0 for as many as are usual, within what one answer may carry. */
export function pageSize(limit: number): number {
  return limit < 1 ? DEFAULT : Math.min(limit, LARGEST);
}

/** Comes before every UUID: where the first page starts. */
export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
