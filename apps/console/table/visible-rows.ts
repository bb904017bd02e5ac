export interface Viewed {
  readonly count: number;
  readonly rowPx: number;
  readonly scrolledPx: number;
  readonly heightPx: number;
  /** Rows that are drawn above and below what is seen, so that a quick scroll shows no gap. */
  readonly spare: number;
}

export interface VisibleRows {
  /** The first row that is drawn. */
  readonly first: number;
  /** The row after the last that is drawn. */
  readonly end: number;
}

/** Which rows of a long table are drawn: those in sight and some around them, whatever the table's length. */
export function visibleRows({ count, rowPx, scrolledPx, heightPx, spare }: Viewed): VisibleRows {
  const topRow = Math.floor(Math.max(0, scrolledPx) / rowPx);
  const bottomRow = Math.ceil((Math.max(0, scrolledPx) + heightPx) / rowPx);
  const end = Math.min(count, bottomRow + spare);
  // A table that has become shorter than what was scrolled by shows its last rows.
  const first = Math.max(0, Math.min(topRow - spare, end - 2 * spare));
  return { first, end };
}
