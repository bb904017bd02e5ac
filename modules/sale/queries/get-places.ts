import { keyedQuery } from '../../../platform/rpc/module.ts';
import { sale } from '../contract.ts';
import { places } from '../tables.ts';

export const getPlaces = keyedQuery(sale.getPlaces, {
  loads: ({ saleId, customerIds }) => customerIds.map((customerId) => places.key(saleId, customerId)),
  answer: (rows, { saleId, customerIds }) => ({
    places: [...new Set(customerIds)].flatMap((customerId) => {
      const place = rows.get(places.key(saleId, customerId));
      return place === undefined ? [] : [{ customerId, sequence: place.sequence, orderId: place.orderId }];
    }),
  }),
});
