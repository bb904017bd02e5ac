import {
  OrderCancellationNotedSchema,
  OrderCancellationRequestedSchema,
  OrderCancelledSchema,
  OrderConfirmedSchema,
  OrderingService,
  OrderPlacedSchema,
} from '../../contracts/gen/ordering/v1/ordering_pb.ts';
import { contract } from '../../platform/rpc/contract.ts';

export const ordering = contract(
  OrderingService,
  {
    OrderPlaced: OrderPlacedSchema,
    OrderConfirmed: OrderConfirmedSchema,
    OrderCancelled: OrderCancelledSchema,
    OrderCancellationRequested: OrderCancellationRequestedSchema,
    OrderCancellationNoted: OrderCancellationNotedSchema,
  },
  { queries: ['getOrders', 'listOrders', 'auditOrders'] },
);
