import { StockLabel } from '../catalogue/stock-label.tsx';

/** What is there now. A screen reader is told when it changes. */
export function LiveStock({ available }: { readonly available: number | null }) {
  return (
    <p className="row" role="status">
      <StockLabel available={available} />
      {available !== null && available > 0 && (
        <span className="soft numeric">
          <span className="live-dot" aria-hidden="true" /> {available.toLocaleString('en-GB')} available now
        </span>
      )}
      {available === 0 && <span className="soft">We look again every few seconds.</span>}
    </p>
  );
}
