import './catalogue.css';
import { call } from '../../web/api/api.ts';
import { Pagination } from '../../web/design/pagination.tsx';
import { Empty, Skeleton } from '../../web/design/states.tsx';
import { Link, navigate, type PageProps } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { Failure } from '../sentences/failure.tsx';
import { Title } from '../shell/title.tsx';
import { type CatalogueView, cataloguePath, readView } from './catalogue-view.ts';
import { CategoryList } from './category-list.tsx';
import { ProductCard } from './product-card.tsx';

const PAGE_SIZE = 24;

/** Cursors lead forward only: where the way back goes is what has been passed. A page that was entered by its address has none. */
const passed = new Map<string, string>();

export function CataloguePage({ query }: PageProps) {
  const view = readView(query);
  const { search, category, cursor, page } = view;
  const { loaded, reload } = useLoaded(cataloguePath(view), (signal) =>
    call('GET /products', { query: { search, category, cursor: cursor || undefined, limit: PAGE_SIZE } }, { signal }),
  );
  return (
    <div className="stack">
      <Title>{titleOf(view)}</Title>
      <CategoryList view={view} />
      {loaded.status === 'loading' && <Skeleton lines={12} label="Loading products" />}
      {loaded.status === 'failed' && <Failure what="The catalogue" failed={loaded} onRetry={reload} />}
      {loaded.status === 'ready' && (
        <>
          <p className="unseen" role="status">
            {loaded.value.data.length} products on this page
          </p>
          {loaded.value.data.length === 0 ? (
            <Empty title="Nothing found">
              <p>
                Try another word, or see <Link to="/">everything we sell</Link>.
              </p>
            </Empty>
          ) : (
            <ul className="catalogue-grid">
              {loaded.value.data.map((product) => (
                <ProductCard key={product.id} product={product} />
              ))}
            </ul>
          )}
          <Pages view={view} next={loaded.value.next_cursor} />
        </>
      )}
      {page > 1 && loaded.status === 'ready' && loaded.value.data.length === 0 && <Link to="/">To the first page</Link>}
    </div>
  );
}

function Pages({ view, next }: { readonly view: CatalogueView; readonly next: string | null }) {
  const here = cataloguePath(view);
  if (view.page === 1 && next === null) return null;
  const forward = (cursor: string): void => {
    const there = cataloguePath({ ...view, cursor, page: view.page + 1 });
    passed.set(there, here);
    navigate(there);
  };
  const back = passed.get(here) ?? cataloguePath({ ...view, cursor: '', page: 1 });
  return (
    <Pagination
      of="products"
      onPrevious={view.page === 1 ? undefined : () => navigate(back)}
      onNext={next === null ? undefined : () => forward(next)}
    >
      {`Page ${view.page}`}
    </Pagination>
  );
}

function titleOf({ search, category }: CatalogueView): string {
  if (search !== '') return category === '' ? `“${search}”` : `“${search}” in ${category}`;
  return category === '' ? 'Everything we sell' : category;
}
