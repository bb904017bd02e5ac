import { holdfastShopper } from './holdfast/checkout.ts';
import { medusaShopper } from './medusa/checkout.ts';
import type { Checkout, Shop } from './peer.ts';
import { type Errand, sendShopping } from './shoppers.ts';
import { vendureShopper } from './vendure/checkout.ts';

// The shoppers in a process of their own: they would otherwise be measured with what they measure.

/** Whom to send, and where. */
export interface ShoppersOrder {
  readonly shop: Shop;
  readonly shoppers: number;
  readonly errand: Errand;
}

const SHOPPERS: Readonly<Record<Shop['peer'], (shop: Shop, shopper: number) => Checkout>> = {
  holdfast: holdfastShopper,
  medusa: medusaShopper,
  vendure: vendureShopper,
};

process.once('message', ({ shop, shoppers, errand }: ShoppersOrder) => {
  const checkouts = Array.from({ length: shoppers }, (_, shopper) => SHOPPERS[shop.peer](shop, shopper));
  sendShopping(checkouts, errand).then(
    (shopped) => process.send?.(shopped, () => process.exit(0)),
    (error: Error) => {
      console.error(error.message);
      process.exit(1);
    },
  );
});
