import { describe, expect, it } from 'vitest';
import { orderId, PaperShop } from './testing/paper-shop.ts';

const WALLET = orderId(90);
const MOST = Number.MAX_SAFE_INTEGER;

/** A sold order, a cancelled one, and a wallet. */
function healthyShop(): PaperShop {
  return new PaperShop().stock(10, 2).sold(1, 2).soldOut(4, 9).wallet(WALLET, 500);
}

async function violated(shop: PaperShop): Promise<Record<string, string>> {
  const failed = (await shop.audit()).invariants.filter(({ ok }) => !ok);
  return Object.fromEntries(failed.map(({ name, detail }) => [name, detail]));
}

describe('the audit of store credit', () => {
  it('takes what the wallet paid for paid, alone or with a card, and what it got back for given back', async () => {
    const shop = healthyShop().credit(1, 1_000).credit(4, 400, 'returned');
    shop.payments.delete(orderId(1));
    expect(await violated(shop)).toEqual({});
    shop.credit(1, 400).pay(1, { status: 'captured', authorisedMinor: 600, capturedMinor: 600 });
    expect(await violated(shop)).toEqual({});
  });

  it.each<[string, string, (shop: PaperShop) => unknown, string]>([
    [
      'an order that says more came from a wallet than did',
      'payment-and-order',
      (shop) => shop.credit(1, 400).change(shop.credits, orderId(1), { amountMinor: 300 }),
      `${orderId(1)} is CONFIRMED with 4.00 from a wallet but 3.00 was taken from one`,
    ],
    [
      'an order paid twice, by wallet and card',
      'payment-and-order',
      (shop) => shop.credit(1, 400),
      `${orderId(1)} is CONFIRMED over 10.00 but 14.00 was taken`,
    ],
    [
      'an order paid twice, with more than can be counted',
      'payment-and-order',
      (shop) => shop.credit(1, MOST).pay(1, { status: 'captured', authorisedMinor: MOST, capturedMinor: MOST }),
      `${orderId(1)} is CONFIRMED over 10.00 but 90071992547409.91 and 90071992547409.91 was taken`,
    ],
    [
      'a cancelled order whose store credit was kept',
      'payment-and-order',
      (shop) => shop.credit(4, 400),
      `${orderId(4)} is CANCELLED but 4.00 of store credit was kept`,
    ],
    [
      'a wallet that has what its events do not say',
      'wallet-equals-ledger',
      (shop) => shop.change(shop.wallets, WALLET, { balanceMinor: 501 }),
      `wallet ${WALLET} has 5.01 but its events add up to 5.00`,
    ],
    [
      'a wallet that was overdrawn',
      'wallet-equals-ledger',
      (shop) => shop.change(shop.wallets, WALLET, { lowestMinor: -1 }),
      `wallet ${WALLET} was overdrawn to -0.01`,
    ],
    [
      'a wallet that lacks an event',
      'wallet-equals-ledger',
      (shop) => shop.change(shop.wallets, WALLET, { events: 2, gapFree: false }),
      `wallet ${WALLET} is at version 3 with 2 events, which are not 1 to 3`,
    ],
    [
      'credit of an order that no event tells of',
      'wallet-equals-ledger',
      (shop) => shop.change(shop.wallets, WALLET, { creditsMinor: 100 }),
      `wallet ${WALLET} gave 1.00 to orders but its events say 0.00`,
    ],
  ])('finds %s', async (_case, name, plant, complaint) => {
    const shop = healthyShop();
    plant(shop);
    const found = await violated(shop);
    expect(Object.keys(found)).toEqual([name]);
    expect(found[name]).toContain(complaint);
  });
});
