import '../catalogue/catalogue.css';
import { call } from '../../web/api/api.ts';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { ProductCard } from '../catalogue/product-card.tsx';

const MOST = 5;

/** Neighbours in the category. A page without them is whole as well. */
export function MoreLikeIt({ productId, category }: { readonly productId: string; readonly category: string }) {
  const { loaded } = useLoaded(category, (signal) =>
    call('GET /products', { query: { category, limit: MOST + 1 } }, { signal }),
  );
  const others = loaded.status === 'ready' ? loaded.value.data.filter(({ id }) => id !== productId).slice(0, MOST) : [];
  if (others.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="more-like-it">
      <h2 id="more-like-it">More in {category}</h2>
      <ul className="catalogue-grid">
        {others.map((product) => (
          <ProductCard key={product.id} product={product} />
        ))}
      </ul>
    </section>
  );
}
