import { wallet } from '../../modules/wallet/contract.ts';
import { isUuid } from '../../platform/kernel/ids.ts';
import { staffOnly } from '../access.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import type { App, Gateway } from '../dependencies.ts';
import { SOON } from '../errors.ts';
import { idempotent } from '../idempotent.ts';
import { moneyOf, readAmount } from '../money.ts';
import { onRecord } from '../operator-actions.ts';
import { bodyIsOptional } from '../optional-body.ts';
import { etagOf, mismatch, notModified, versionSeen } from '../preconditions.ts';
import { notFound, Problem } from '../problem.ts';
import { momentOf, NO_SUCH_MOMENT } from '../read-moment.ts';
import { DEFAULT_LIMIT, IdParams } from '../schemas/building-blocks.ts';
import {
  CloseWallet,
  CreateWallet,
  ListWalletsQuery,
  MoveCredit,
  type MoveCreditBody,
  StatementPage,
  StatementQuery,
  WalletPage,
  WalletQuery,
  WalletRef,
  WalletTotals,
} from '../schemas/wallets.ts';
import { entryDocument, existingWallet, movementRefusal, walletDocument } from '../wallets.ts';

// Store credit, under two names for the same thing.

interface Naming {
  readonly path: '/wallets' | '/accounts';
  /** Ends the operation ids. */
  readonly noun: 'Wallet' | 'Account';
  readonly tags: string[];
}

const NAMINGS: readonly Naming[] = [
  { path: '/wallets', noun: 'Wallet', tags: ['Wallets'] },
  { path: '/accounts', noun: 'Account', tags: ['Accounts'] },
];

export function walletRoutes(app: App, gateway: Gateway): void {
  for (const naming of NAMINGS) {
    creating(app, gateway, naming);
    for (const verb of ['deposit', 'withdraw'] as const) moving(app, gateway, naming, verb);
    closing(app, gateway, naming);
    reading(app, gateway, naming);
    stating(app, gateway, naming);
    summing(app, gateway, naming);
  }
}

function creating(app: App, gateway: Gateway, { path, noun, tags }: Naming): void {
  app.post(
    path,
    {
      schema: {
        operationId: `create${noun}`,
        summary: "Open a customer's wallet",
        description: 'A customer has one in each currency. One that was closed is opened again.',
        tags,
        body: CreateWallet,
        response: { 201: WalletRef },
      },
      config: { problems: ['forbidden', 'wallet_exists'], answers: ['Location', 'ETag'] },
      onRequest: staffOnly,
      ...idempotent(gateway),
    },
    async (request, reply) => {
      const { customer_id: customerId, currency = gateway.options.currency, reason } = request.body;
      const walletId = request.operation?.id ?? gateway.newId();
      // The wallet may be one that was closed, and has another id.
      const asked = { action: 'wallet.open', object: { kind: 'customer', id: customerId }, reason } as const;
      const opened = await onRecord(gateway, request, asked, async () => {
        const call = wallet.openWallet({ walletId, customerId, currency });
        const outcome = await gateway.doors.call(call, { traceId: request.id });
        if (outcome.kind !== 'exists') return outcome;
        const detail = `Customer ${JSON.stringify(customerId)} has a wallet in ${currency}: ${outcome.walletId}.`;
        throw new Problem('wallet_exists', detail, { members: { wallet_id: outcome.walletId } });
      });
      reply.code(201).header('location', `/v1${path}/${opened.walletId}`).header('etag', etagOf(opened.version));
      return walletDocument(opened);
    },
  );
}

function moving(app: App, gateway: Gateway, { path, noun, tags }: Naming, verb: 'deposit' | 'withdraw'): void {
  app.post(
    `${path}/:id/${verb}`,
    {
      schema: {
        operationId: `${verb}${verb === 'deposit' ? 'Into' : 'From'}${noun}`,
        summary: verb === 'deposit' ? 'Put credit in' : 'Take credit out',
        tags,
        params: IdParams,
        body: MoveCredit,
        response: { 200: WalletRef },
      },
      config: {
        problems: [
          'forbidden',
          'not_found',
          'wallet_closed',
          'invalid_amount',
          'currency_mismatch',
          'insufficient_funds',
          'version_mismatch',
        ],
        reads: ['If-Match'],
        answers: ['ETag'],
      },
      onRequest: staffOnly,
      ...idempotent(gateway, ({ amount, currency }: MoveCreditBody) => {
        // Of an amount that does not say it the wallet has to.
        if (currency !== undefined) readAmount(amount, currency, '/amount');
      }),
    },
    async (request, reply) => {
      const found = await existingWallet(gateway, request.params.id, request.id);
      const seen = await versionSeen(request, async () => found.version);
      const { amount, currency = found.currency, reason = '' } = request.body;
      const moved = {
        movementId: request.operation?.id ?? gateway.newId(),
        walletId: found.walletId,
        amountMinor: readAmount(amount, currency, '/amount'),
        currency,
        reason,
        ...seen,
      };
      const context = { traceId: request.id };
      const asked = { action: `wallet.${verb}`, object: { kind: 'wallet', id: found.walletId }, reason } as const;
      const outcome = await onRecord(gateway, request, asked, async () => {
        const answer =
          verb === 'deposit'
            ? await gateway.doors.call(wallet.deposit(moved), context)
            : await gateway.doors.call(wallet.withdraw(moved), context);
        if (answer.kind === 'versionChanged') throw mismatch(request.headers['if-match']);
        if (answer.kind !== 'deposited' && answer.kind !== 'withdrawn') throw movementRefusal(answer, found);
        return answer;
      });
      reply.header('etag', etagOf(outcome.version));
      return walletDocument(outcome);
    },
  );
}

function closing(app: App, gateway: Gateway, { path, noun, tags }: Naming): void {
  app.post(
    `${path}/:id/close`,
    {
      schema: {
        operationId: `close${noun}`,
        summary: 'Close an empty wallet',
        tags,
        params: IdParams,
        body: CloseWallet,
        response: { 200: WalletRef },
      },
      config: {
        problems: ['forbidden', 'not_found', 'wallet_not_empty', 'version_mismatch'],
        reads: ['If-Match'],
        answers: ['ETag'],
      },
      onRequest: staffOnly,
      preValidation: bodyIsOptional,
      ...idempotent(gateway),
    },
    async (request, reply) => {
      const found = await existingWallet(gateway, request.params.id, request.id);
      const seen = await versionSeen(request, async () => found.version);
      const { walletId, currency } = found;
      const closureId = request.operation?.id ?? gateway.newId();
      const { reason } = request.body;
      const asked = { action: 'wallet.close', object: { kind: 'wallet', id: walletId }, reason } as const;
      const closed = await onRecord(gateway, request, asked, async () => {
        const call = wallet.closeWallet({ walletId, closureId, ...seen });
        const outcome = await gateway.doors.call(call, { traceId: request.id });
        if (outcome.kind === 'notFound') throw notFound('wallet', walletId);
        if (outcome.kind === 'versionChanged') throw mismatch(request.headers['if-match']);
        if (outcome.kind !== 'notEmpty') return outcome;
        const balance = moneyOf(outcome.balanceMinor, currency);
        const detail = `Wallet ${walletId} has ${balance.amount} ${currency}: withdraw it first.`;
        throw new Problem('wallet_not_empty', detail, { members: { balance } });
      });
      reply.header('etag', etagOf(closed.version));
      return walletDocument(closed);
    },
  );
}

function reading(app: App, gateway: Gateway, { path, noun, tags }: Naming): void {
  app.get(
    `${path}/:id`,
    {
      schema: {
        operationId: `get${noun}`,
        summary: 'One wallet, as it stands or as it stood',
        tags,
        params: IdParams,
        querystring: WalletQuery,
        response: { 200: WalletRef },
      },
      config: { problems: ['forbidden', 'not_found'], reads: ['If-None-Match'] },
      onRequest: staffOnly,
    },
    async (request, reply) => {
      const found = await walletAsOf(gateway, request.params.id, request.query, request.id);
      if (notModified(request, reply, etagOf(found.version))) return reply;
      return walletDocument(found);
    },
  );
  app.get(
    path,
    {
      schema: {
        operationId: `list${noun}s`,
        summary: 'Wallets, of one customer or of all',
        tags,
        querystring: ListWalletsQuery,
        response: { 200: WalletPage },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async (request) => {
      const { customer_id: customerId = '', limit = DEFAULT_LIMIT, cursor } = request.query;
      const asked = wallet.listWallets({ customerId, afterWalletId: fromCursor('wallet', cursor, isUuid), limit });
      const { wallets, more } = await gateway.doors.call(asked, { traceId: request.id });
      const last = wallets.at(-1);
      return {
        data: wallets.map(walletDocument),
        next_cursor: more && last !== undefined ? toCursor('wallet', last.walletId) : null,
      };
    },
  );
}

/** The wallet now, after a number of its events, or at a time. @throws Problem when it was not there. */
async function walletAsOf(
  gateway: Gateway,
  walletId: string,
  { version, at }: { version?: number; at?: string },
  traceId: string,
) {
  const now = await existingWallet(gateway, walletId, traceId);
  if (version === undefined && at === undefined) return now;
  if (version !== undefined && at !== undefined) throw invalidQuery('/at', 'cannot be given together with version');
  if (version !== undefined && version > now.version) {
    throw new Problem('not_found', `Wallet ${walletId} has ${now.version} events, not ${version}.`);
  }
  const atMs = at === undefined ? 0 : momentOf(at);
  if (atMs === undefined) throw invalidQuery('/at', NO_SUCH_MOMENT);
  const asked = wallet.getWalletAsOf({ walletId, version: version ?? 0, atMs });
  const then = (await gateway.doors.call(asked, { traceId })).wallet;
  if (then === undefined) throw new Problem('not_found', `Wallet ${walletId} was not there at ${at}.`);
  return then;
}

function invalidQuery(path: string, message: string): Problem {
  return new Problem('invalid_request', `${path} ${message}.`, { errors: [{ path, message, in: 'query' }] });
}

function stating(app: App, gateway: Gateway, { path, noun, tags }: Naming): void {
  app.get(
    `${path}/:id/statement`,
    {
      schema: {
        operationId: `get${noun}Statement`,
        summary: 'What happened to a wallet, newest first',
        tags,
        params: IdParams,
        querystring: StatementQuery,
        response: { 200: StatementPage },
      },
      config: { problems: ['forbidden', 'not_found'] },
      onRequest: staffOnly,
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query;
      const { walletId, currency } = await existingWallet(gateway, request.params.id, request.id);
      const beforeVersion = Number(fromCursor('entry', cursor, isVersion) || 0);
      const asked = wallet.getStatement({ walletId, beforeVersion, limit });
      const { entries, more } = await gateway.doors.call(asked, { traceId: request.id });
      const last = entries.at(-1);
      return {
        data: entries.map((entry) => entryDocument(entry, currency)),
        next_cursor: more && last !== undefined ? toCursor('entry', String(last.version)) : null,
      };
    },
  );
}

function summing(app: App, gateway: Gateway, { path, noun, tags }: Naming): void {
  app.get(
    `${path}/totals`,
    {
      schema: {
        operationId: `get${noun}Totals`,
        summary: 'What all wallets have together, by currency',
        description: 'What the shop owes its customers; read from a view.',
        tags,
        response: { 200: WalletTotals },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async () => {
      const totals = await gateway.views.wallets.totals();
      if (totals === undefined) {
        throw new Problem('unavailable', 'The sums are being brought up to date. Try again soon.', { headers: SOON });
      }
      return {
        data: totals.map(({ currency, wallets, movements, balanceMinor, creditedMinor, debitedMinor }) => ({
          currency,
          wallets,
          balance: moneyOf(BigInt(balanceMinor), currency),
          deposited: moneyOf(BigInt(creditedMinor), currency),
          spent: moneyOf(BigInt(debitedMinor), currency),
          movements,
        })),
      };
    },
  );
}

function isVersion(text: string): boolean {
  return /^[1-9]\d{0,8}$/.test(text);
}
