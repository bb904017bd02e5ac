import { Badge } from '../../web/design/badge.tsx';

const FEW = 10;

/** How many there are, in words. Services need no stock. */
export function StockLabel({ available }: { readonly available: number | null }) {
  if (available === null) return <Badge tone="positive">Available</Badge>;
  if (available === 0) return <Badge tone="negative">Sold out</Badge>;
  if (available <= FEW) return <Badge tone="caution">Only {available} left</Badge>;
  return <Badge tone="positive">In stock</Badge>;
}
