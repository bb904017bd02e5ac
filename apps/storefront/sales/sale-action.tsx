import { Notice } from '../../web/design/states.tsx';
import type { Sale } from '../../web/gen/http-types.ts';
import { PlacingNotice } from '../checkout/placing-notice.tsx';
import { SaleOrder } from './sale-order.tsx';
import { type SaleOrdering, useSaleOrder } from './use-sale-order.ts';
import { WaitingRoom } from './waiting-room.tsx';

/** What can be done with a sale as it stands, and what becomes of an order, whatever else changes meanwhile. */
export function SaleAction({ sale }: { readonly sale: Sale }) {
  const ordering = useSaleOrder(sale.id);
  return (
    <div className="stack">
      <Offered sale={sale} ordering={ordering} />
      <PlacingNotice placing={ordering.state} />
    </div>
  );
}

interface OfferedProps {
  readonly sale: Sale;
  readonly ordering: SaleOrdering;
}

/** To wait, to take a place, to order, or nothing any more. */
function Offered({ sale, ordering }: OfferedProps) {
  if (sale.state === 'closed') return <Notice tone="neutral">This sale is over.</Notice>;
  if (sale.waiting_room !== null) return <WaitingRoom sale={sale} ordering={ordering} />;
  if (sale.state === 'scheduled') {
    return <Notice tone="info">Stay on this page: you can order as soon as the sale begins.</Notice>;
  }
  return <SaleOrder sale={sale} ticket={undefined} ordering={ordering} />;
}
