import { cart } from '../../modules/cart/contract.ts';
import type { Cart } from '../carts.ts';
import type { FakeDoors } from './fake-doors.ts';

// Carts that hold at most 500 of a product.

const LIMIT = 500;

type Change = { readonly cartId: string; readonly productId: string; readonly changeId: string };

export class FakeCarts {
  readonly carts = new Map<string, Cart>();
  readonly #changes = new Set<string>();

  answer(doors: FakeDoors): void {
    doors
      .on(cart.createCart, ({ cartId }) => {
        const created = this.carts.get(cartId) ?? this.#save({ cartId, items: [], orderId: '', version: 0 });
        return { kind: 'created' as const, ...created };
      })
      .on(cart.getCarts, ({ cartIds }) => ({ carts: cartIds.flatMap((id) => this.carts.get(id) ?? []) }))
      .on(cart.checkOutCart, ({ cartId, orderId, expectedVersion }) => {
        const open = this.carts.get(cartId);
        if (open === undefined) return { kind: 'notFound' as const, cartId };
        if (open.orderId !== '' && open.orderId !== orderId)
          return { kind: 'checkedOut' as const, cartId, orderId: open.orderId };
        if (expectedVersion !== 0 && expectedVersion !== open.version)
          return { kind: 'versionChanged' as const, cartId, version: open.version };
        if (open.items.length === 0) return { kind: 'empty' as const, cartId };
        return { kind: 'closed' as const, ...this.#save({ ...open, orderId }) };
      })
      .on(cart.reopenCart, ({ cartId, orderId }) => {
        const closed = this.carts.get(cartId);
        if (closed === undefined) return { kind: 'notFound' as const, cartId };
        if (closed.orderId !== orderId) return { kind: 'cart' as const, ...closed };
        return { kind: 'cart' as const, ...this.#save({ ...closed, orderId: '' }) };
      });
    this.#answerItems(doors);
  }

  #answerItems(doors: FakeDoors): void {
    doors
      .on(cart.addItem, (request) => {
        const repeated = this.#repeated(request);
        if (repeated !== undefined) return { kind: 'added' as const, ...repeated };
        const before = this.#changeable(request);
        if ('kind' in before) return before;
        const quantity = (quantityOf(before, request.productId) ?? 0) + request.quantity;
        if (quantity > LIMIT) return { kind: 'tooLarge' as const, productId: request.productId, limit: LIMIT };
        return { kind: 'added' as const, ...this.#put(before, request, quantity) };
      })
      .on(cart.changeItem, (request) => {
        const repeated = this.#repeated(request);
        if (repeated !== undefined) return { kind: 'changed' as const, ...repeated };
        const before = this.#changeable(request);
        if ('kind' in before) return before;
        const { productId, quantity } = request;
        if (quantityOf(before, productId) === undefined) return { kind: 'itemNotFound' as const, productId };
        if (quantity > LIMIT) return { kind: 'tooLarge' as const, productId, limit: LIMIT };
        return { kind: 'changed' as const, ...this.#put(before, request, quantity) };
      })
      .on(cart.removeItem, (request) => {
        const repeated = this.#repeated(request);
        if (repeated !== undefined) return { kind: 'removed' as const, ...repeated };
        const before = this.#changeable(request);
        if ('kind' in before) return before;
        const { productId } = request;
        if (quantityOf(before, productId) === undefined) return { kind: 'itemNotFound' as const, productId };
        return { kind: 'removed' as const, ...this.#put(before, request, 0) };
      });
  }

  #repeated({ cartId, changeId }: Change): Cart | undefined {
    return this.#changes.has(`${cartId} ${changeId}`) ? this.carts.get(cartId) : undefined;
  }

  #changeable({ cartId, expectedVersion }: { cartId: string; expectedVersion: number }) {
    const before = this.carts.get(cartId);
    if (before === undefined) return { kind: 'notFound' as const, cartId };
    const { orderId, version } = before;
    if (orderId !== '') return { kind: 'checkedOut' as const, cartId, orderId };
    if (expectedVersion !== 0 && expectedVersion !== version)
      return { kind: 'versionChanged' as const, cartId, version };
    return before;
  }

  #put(before: Cart, { cartId, productId, changeId }: Change, quantity: number): Cart {
    if (changeId !== '') this.#changes.add(`${cartId} ${changeId}`);
    const others = before.items.filter((item) => item.productId !== productId);
    return this.#save({ ...before, items: quantity === 0 ? others : [...others, { productId, quantity }] });
  }

  #save(changed: Cart): Cart {
    const saved = { ...changed, version: changed.version + 1 };
    this.carts.set(saved.cartId, saved);
    return saved;
  }
}

function quantityOf(shown: Cart, productId: string): number | undefined {
  return shown.items.find((item) => item.productId === productId)?.quantity;
}
