import type { ReactNode } from 'react';
import { Link } from '../../web/router/router.tsx';
import { Title } from './title.tsx';

interface PageHeadProps {
  readonly title: string;
  /** The way back up, from the section down. */
  readonly crumbs?: readonly { readonly name: string; readonly to: string }[];
  /** Beside the title: a badge, an id. */
  readonly beside?: ReactNode;
  /** What can be done on the page, on the right. */
  readonly actions?: ReactNode;
}

/** The head of every page: where it is, what it is, what can be done. */
export function PageHead({ title, crumbs = [], beside, actions }: PageHeadProps) {
  return (
    <div className="page-head">
      {crumbs.length > 0 && (
        <nav className="page-crumbs" aria-label="Breadcrumbs">
          {crumbs.map(({ name, to }) => (
            <Link key={to} to={to}>
              {name}
            </Link>
          ))}
        </nav>
      )}
      <div className="page-head-line">
        <div className="row">
          <Title>{title}</Title>
          {beside}
        </div>
        {actions !== undefined && <div className="row">{actions}</div>}
      </div>
    </div>
  );
}
