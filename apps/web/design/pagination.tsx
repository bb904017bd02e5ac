import { Button } from './button.tsx';

interface PaginationProps {
  /** What is paged, for screen readers. */
  readonly of: string;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
  readonly children?: string;
}

/** Forth and back through a list that knows its next page and not its last. */
export function Pagination({ of, onPrevious, onNext, children }: PaginationProps) {
  return (
    <nav className="row spread" aria-label={`Pages of ${of}`}>
      <Button onClick={onPrevious} disabled={onPrevious === undefined}>
        Previous
      </Button>
      {children !== undefined && <span className="soft numeric">{children}</span>}
      <Button onClick={onNext} disabled={onNext === undefined}>
        Next
      </Button>
    </nav>
  );
}
