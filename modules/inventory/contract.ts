import {
  InventoryService,
  SetAsideReturnedSchema,
  StockAdjustedSchema,
  StockConfirmedSchema,
  StockDepletedSchema,
  StockReleasedSchema,
  StockReservedSchema,
  StockRestockedSchema,
  StockSetAsideSchema,
} from '../../contracts/gen/inventory/v1/inventory_pb.ts';
import { contract } from '../../platform/rpc/contract.ts';

export const inventory = contract(
  InventoryService,
  {
    StockReserved: StockReservedSchema,
    StockReleased: StockReleasedSchema,
    StockSetAside: StockSetAsideSchema,
    SetAsideReturned: SetAsideReturnedSchema,
    StockConfirmed: StockConfirmedSchema,
    StockAdjusted: StockAdjustedSchema,
    StockDepleted: StockDepletedSchema,
    StockRestocked: StockRestockedSchema,
  },
  { queries: ['getSetAsides', 'getHolds', 'getStock', 'auditStock', 'listHolds', 'countDrawn', 'listMovements'] },
);
