import { formatMoney } from '../../web/api/money.ts';
import type { Product } from '../../web/gen/http-types.ts';
import { Link } from '../../web/router/router.tsx';
import { displayName } from './display-name.ts';
import { ProductArt } from './product-art.tsx';
import { StockLabel } from './stock-label.tsx';

/** One link a card: the whole card is its target. */
export function ProductCard({ product }: { readonly product: Product }) {
  const { id, sku, name, price, available } = product;
  return (
    <li className="product-card">
      <div className="product-card-art">
        <ProductArt sku={sku} />
      </div>
      <div className="product-card-text">
        <Link to={`/shop/products/${encodeURIComponent(id)}`} className="product-card-link">
          {displayName(name)}
        </Link>
        <p className="row spread">
          <span className="product-card-price numeric">{price === undefined ? 'No price' : formatMoney(price)}</span>
          <StockLabel available={available} />
        </p>
      </div>
    </li>
  );
}
