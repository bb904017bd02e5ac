import {
  SaleService,
  SaleStateChangedSchema,
  UnitsClaimedSchema,
  UnitsReturnedSchema,
} from '../../contracts/gen/sale/v1/sale_pb.ts';
import { contract } from '../../platform/rpc/contract.ts';

export const sale = contract(
  SaleService,
  { UnitsClaimed: UnitsClaimedSchema, UnitsReturned: UnitsReturnedSchema, SaleStateChanged: SaleStateChangedSchema },
  {
    queries: ['getSales', 'getClaims', 'getRooms', 'getPlaces', 'listSales', 'listClaims', 'countClaims', 'listBuyers'],
  },
);
