import { PriceSetSchema, PricingService } from '../../contracts/gen/pricing/v1/pricing_pb.ts';
import { contract } from '../../platform/rpc/contract.ts';

export const pricing = contract(
  PricingService,
  { PriceSet: PriceSetSchema },
  { queries: ['getPrices', 'checkPrices'] },
);
