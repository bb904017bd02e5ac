export interface ProductContent {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly kind: string;
}

/** True when both say the same of a product, so that adding the one again changes nothing. */
export function sameContent(left: ProductContent, right: ProductContent): boolean {
  return (
    left.sku === right.sku && left.name === right.name && left.category === right.category && left.kind === right.kind
  );
}

/** True for a kind of product that the shop knows how to sell. */
export function isProductKind(kind: string): boolean {
  return kind === 'goods' || kind === 'service';
}
