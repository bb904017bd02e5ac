import './data-table.css';
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Failed, Skeleton, TryAgain } from '../../web/design/states.tsx';
import { Cells, type Column, HeadCells } from '../../web/design/table.tsx';
import { sumOf } from '../../web/sum-of.ts';
import { formatCount } from '../format/count.ts';
import { whyUnread } from '../format/sentence-of.ts';
import type { Pages } from './use-pages.ts';
import { visibleRows } from './visible-rows.ts';

// A table of any length: the server pages it, and only the rows in sight are drawn. All rows are of one height, and
// columns have widths, so that nothing moves while it is scrolled.

export interface DataColumn<Row> extends Column<Row> {
  readonly widthRem: number;
}

interface DataTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly pages: Pages<Row>;
  readonly keyOf: (row: Row) => string;
  /** What is shown where there is no row. */
  readonly empty: ReactNode;
}

const ROW_REM = 2.125;
const SPARE_ROWS = 12;
/** More is asked for when so many rows are left below. */
const AHEAD_ROWS = 40;

export function DataTable<Row>({ caption, columns, pages, keyOf, empty }: DataTableProps<Row>) {
  const { rows, status, error, more, busy, loadMore, reload } = pages;
  if (status === 'loading') return <Skeleton lines={12} label={`Loading ${caption.toLowerCase()}`} />;
  if (rows.length === 0 && status === 'failed') {
    return (
      <Failed title="The list could not be read" onRetry={reload} busy={busy}>
        <p>{whyUnread(error)}</p>
      </Failed>
    );
  }
  if (rows.length === 0) return empty;
  return (
    <div className="data">
      <DataRows caption={caption} columns={columns} rows={rows} keyOf={keyOf} more={more} onNearEnd={loadMore} />
      <div className="data-foot" role="status">
        {status === 'failed' ? (
          <>
            <span className="data-failed">{whyUnread(error)}</span>
            <TryAgain size="small" busy={busy} onRetry={more ? loadMore : reload} />
          </>
        ) : (
          <span className="soft numeric">
            {more ? `First ${formatCount(rows.length)}; more come as you scroll` : `All ${formatCount(rows.length)}`}
            {busy && ' · loading'}
          </span>
        )}
      </div>
    </div>
  );
}

interface DataRowsProps<Row> extends Pick<DataTableProps<Row>, 'caption' | 'columns' | 'keyOf'> {
  readonly rows: readonly Row[];
  readonly more: boolean;
  readonly onNearEnd: () => void;
}

function DataRows<Row>({ caption, columns, rows, keyOf, more, onNearEnd }: DataRowsProps<Row>) {
  const frame = useRef<HTMLElement>(null);
  const { scrolledPx, heightPx } = useViewed(frame);
  const rowPx = ROW_REM * rootFontPx();
  const { first, end } = visibleRows({ count: rows.length, rowPx, scrolledPx, heightPx, spare: SPARE_ROWS });
  const nearEnd = more && end + AHEAD_ROWS >= rows.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again for each page that has come
  useEffect(() => {
    if (nearEnd) onNearEnd();
  }, [nearEnd, onNearEnd, rows.length]);
  const widthRem = sumOf(columns, (column) => column.widthRem);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable for the keyboard
    <section ref={frame} className="data-frame" aria-label={caption} tabIndex={0}>
      {/* The head is a row too, and the rows that have not come yet are not counted. */}
      <table className="data-table" style={{ minWidth: `${widthRem}rem` }} aria-rowcount={more ? -1 : rows.length + 1}>
        <caption className="unseen">{caption}</caption>
        <colgroup>
          {columns.map((column) => (
            <col key={column.name} style={{ width: `${(100 * column.widthRem) / widthRem}%` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <HeadCells columns={columns} />
          </tr>
        </thead>
        <Gap rows={first} rowPx={rowPx} columns={columns.length} />
        <tbody>
          {rows.slice(first, end).map((row, offset) => (
            <tr key={keyOf(row)} aria-rowindex={first + offset + 2} style={{ height: rowPx }}>
              <Cells columns={columns} row={row} />
            </tr>
          ))}
        </tbody>
        <Gap rows={rows.length - end} rowPx={rowPx} columns={columns.length} />
      </table>
    </section>
  );
}

/** The room of the rows that are not drawn. */
function Gap({ rows, rowPx, columns }: { readonly rows: number; readonly rowPx: number; readonly columns: number }) {
  if (rows === 0) return null;
  return (
    <tbody className="data-gap" aria-hidden="true">
      <tr>
        <td colSpan={columns} style={{ height: rows * rowPx }} />
      </tr>
    </tbody>
  );
}

/** How far an element is scrolled and how high it is, anew at each change of either. */
function useViewed(element: RefObject<HTMLElement | null>) {
  const [viewed, setViewed] = useState({ scrolledPx: 0, heightPx: 900 });
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const look = (): void => setViewed({ scrolledPx: current.scrollTop, heightPx: current.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(current);
    current.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      current.removeEventListener('scroll', look);
    };
  }, [element]);
  return viewed;
}

function rootFontPx(): number {
  return Number(getComputedStyle(document.documentElement).fontSize.replace('px', ''));
}
