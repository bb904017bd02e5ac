import { readStream } from '../../../platform/eventstore/read-events.ts';
import type { Reply } from '../../../platform/rpc/contract.ts';
import { type Reading, storeQuery } from '../../../platform/rpc/module.ts';
import type { Filter } from '../../../platform/store/store.ts';
import { wallet } from '../contract.ts';
import { deltaOf } from '../domain/wallet.ts';
import { credits, type Standing, wallets } from '../tables.ts';
import { standingsOf } from './get-wallets.ts';
import { walletIdsAfter } from './list-wallets.ts';

// The events are added up here one by one, by themselves: neither a snapshot nor `evolve` has a part in it.

type AuditedWallet = Reply<typeof wallet.auditWallets>['wallets'][number];

const EVENTS_PAGE = 500;
const CREDITS_PAGE = 1_000;

export const auditWallets = storeQuery(wallet.auditWallets, async (reading, { afterWalletId, limit }) => {
  const { walletIds, more } = await walletIdsAfter(reading, afterWalletId, limit);
  const audited: AuditedWallet[] = [];
  for (const standing of await standingsOf(reading, walletIds)) audited.push(await audit(reading, standing));
  return { wallets: audited, more };
});

async function audit(
  reading: Reading,
  { walletId, currency, balanceMinor, version }: Standing,
): Promise<AuditedWallet> {
  let [ledgerMinor, lowestMinor, ledgerCreditsMinor, events] = [0, 0, 0, 0];
  let gapFree = true;
  for (let afterVersion = 0; ; ) {
    const page = await readStream(reading, wallets.catalogue, walletId, { afterVersion, limit: EVENTS_PAGE });
    for (const { streamVersion, event } of page) {
      // What has come since the wallet was read is not held against it.
      if (streamVersion > version) break;
      events += 1;
      gapFree &&= streamVersion === events;
      ledgerMinor += deltaOf(event);
      lowestMinor = Math.min(lowestMinor, ledgerMinor);
      if (event.type === 'CreditTaken' || event.type === 'CreditReturned') ledgerCreditsMinor -= deltaOf(event);
    }
    afterVersion = page.at(-1)?.streamVersion ?? afterVersion;
    if (page.length < EVENTS_PAGE || afterVersion >= version) break;
  }
  const creditsMinor = await creditsTaken(reading, walletId);
  const ledger = { ledgerMinor, lowestMinor, events, gapFree, ledgerCreditsMinor };
  return { walletId, currency, balanceMinor, version, ...ledger, creditsMinor };
}

/** What orders have of it, which is for as long as the wallet is. */
async function creditsTaken(reading: Reading, walletId: string): Promise<number> {
  let sumMinor = 0;
  let after: Filter[] = [];
  for (;;) {
    const page = await reading.find(credits, [ofWallet(walletId), stillTaken, ...after], { limit: CREDITS_PAGE });
    sumMinor = page.reduce((sum, { row }) => sum + row.amountMinor, sumMinor);
    const last = page.at(-1);
    if (last === undefined || page.length < CREDITS_PAGE) return sumMinor;
    after = [{ column: 'creditId', operator: '>', value: last.row.creditId }];
  }
}

const ofWallet = (walletId: string) => ({ column: 'walletId', operator: '=', value: walletId }) as const;
const stillTaken = { column: 'status', operator: '=', value: 'taken' } as const;
