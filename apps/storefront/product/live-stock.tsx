import { StockLabel } from '../catalogue/stock-label.tsx';

/** What is there now, or was when it could last be asked for. A screen reader is told when it changes. */
export function LiveStock({ available, isOld }: { readonly available: number | null; readonly isOld: boolean }) {
  const count = available?.toLocaleString('en-GB');
  return (
    <p className="row" role="status">
      <StockLabel available={available} />
      {available !== null && available > 0 && (
        <span className="soft numeric">
          {isOld ? (
            `${count} available when we last looked`
          ) : (
            <>
              <span className="live-dot" aria-hidden="true" /> {count} available now
            </>
          )}
        </span>
      )}
      {available === 0 && <span className="soft">We look again every few seconds.</span>}
    </p>
  );
}
