import { Notice } from '../../web/design/states.tsx';
import type { Sale } from '../../web/gen/http-types.ts';
import { SaleOrder } from './sale-order.tsx';
import { WaitingRoom } from './waiting-room.tsx';

/** What can be done with a sale as it stands: wait, take a place, order, or nothing any more. */
export function SaleAction({ sale }: { readonly sale: Sale }) {
  if (sale.state === 'closed') return <Notice tone="neutral">This sale is over.</Notice>;
  if (sale.waiting_room !== null) return <WaitingRoom sale={sale} />;
  if (sale.state === 'scheduled') {
    return <Notice tone="info">Stay on this page: you can order as soon as the sale begins.</Notice>;
  }
  return <SaleOrder sale={sale} ticket={undefined} />;
}
