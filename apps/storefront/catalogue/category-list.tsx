import { call } from '../../web/api/api.ts';
import { Link } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { type CatalogueView, cataloguePath } from './catalogue-view.ts';

/** Without it the catalogue is whole all the same: it appears when it is there, and is missed by nobody when it is not. */
export function CategoryList({ view }: { readonly view: CatalogueView }) {
  const { loaded } = useLoaded('categories', (signal) => call('GET /categories', {}, { signal }));
  if (loaded.status !== 'ready' || loaded.value.data.length === 0) return <div className="category-list" />;
  const choices = [{ name: '', products: undefined }, ...loaded.value.data];
  return (
    <nav aria-label="Categories">
      <ul className="category-list">
        {choices.map(({ name }) => (
          <li key={name}>
            <Link
              to={cataloguePath({ search: view.search, category: name, cursor: '', page: 1 })}
              aria-current={name === view.category ? 'page' : undefined}
            >
              {name === '' ? 'Everything' : name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
