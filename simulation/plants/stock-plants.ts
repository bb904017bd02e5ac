import type { Effect } from '../../platform/batching/command.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { Module } from '../../platform/rpc/module.ts';
import { Conflict } from '../../platform/store/store.ts';
import { isEvent, withCalls, withDecision } from './altered.ts';
import { withEveryOtherLate } from './late-calls.ts';
import type { Plant } from './plant.ts';

// Bugs about stock.

interface Line {
  readonly sku: string;
  readonly quantity: number;
}

type Put = Extract<Effect, { readonly change: 'put' }>;

export const STOCK_PLANTS: readonly Plant[] = [
  {
    name: 'no `for update`: stock is read without a lock and written without a look',
    server: { blindSchemas: ['inventory'] },
  },
  {
    name: 'one error for "no stock" and "version changed"',
    store: (schema, store) =>
      schema !== 'inventory'
        ? store
        : {
            transact: (work) =>
              store.transact(work).catch((error: Error) => {
                throw error instanceof Conflict ? new Error('sold out') : error;
              }),
          },
    local: (doors) =>
      withCalls(doors, ['reserveStock'], (carry) =>
        carry().catch((error: Error) => {
          if (error.message.includes('sold out')) return { kind: 'short', skus: [] };
          throw error;
        }),
      ),
  },
  {
    name: 'only the first line is reserved',
    module: (module) =>
      withDecision(module, 'reserveStock', (decide, rows, request, facts) =>
        decide(rows, { ...request, lines: (request.lines as Line[]).slice(0, 1) }, facts),
      ),
  },
  {
    name: 'a batch drops a line of an order instead of the order',
    module: (module) =>
      withDecision(module, 'reserveStock', (decide, rows, request, facts) => {
        const decision = decide(rows, request, facts);
        const { kind, skus } = decision.reply as { kind: string; skus: string[] };
        if (kind !== 'short') return decision;
        const rest = (request.lines as Line[]).filter(({ sku }) => !skus.includes(sku));
        return rest.length === 0 ? decision : decide(rows, { ...request, lines: rest }, facts);
      }),
  },
  {
    name: 'the same SKU on two lines passes twice',
    module: (module) =>
      withDecision(module, 'reserveStock', (decide, rows, request, facts) => {
        const lines = request.lines as Line[];
        const each = lines.map((line) => decide(rows, { ...request, lines: [line] }, facts));
        const refused = each.find(({ reply }) => (reply as { kind: string }).kind !== 'reserved');
        return refused ?? { reply: each[0]?.reply, effects: merged(each.flatMap(({ effects }) => effects)) };
      }),
  },
  {
    name: 'no tombstone: an undo that comes first leaves nothing behind',
    module: withoutTombstones,
    doors: (doors) => withEveryOtherLate(doors, 'reserveStock'),
  },
  {
    name: 'a late confirmation revives a released hold',
    module: (module) =>
      withDecision(module, 'confirmStock', (decide, rows, request, facts) => {
        const alive = { status: 'held', lapsed: false, expiresAt: facts.nowMs + 1 };
        const reviving = {
          version: rows.version.bind(rows),
          get: <Row>(key: Parameters<typeof rows.get<Row>>[0]): Row | undefined => {
            const hold = rows.get(key);
            return hold === undefined ? undefined : { ...hold, ...alive };
          },
        };
        return decide(reviving, request, facts);
      }),
  },
  {
    name: 'nobody sweeps expired holds',
    module: (module) => ({ ...module, tasks: [] }),
    doors: withLateCopies,
  },
  {
    name: 'an id is chosen anew for each attempt to reserve',
    doors: (doors) => {
      let attempts = 0;
      return withCalls(doors, ['reserveStock'], (carry, request) => {
        attempts += 1;
        const holdId = `${String(request.holdId).slice(0, -6)}${attempts.toString(16).padStart(6, '0')}`;
        return carry({ ...request, holdId });
      });
    },
  },
];

/** The last put of a row wins, but for holds, which are added up. */
function merged(effects: readonly Effect[]): Effect[] {
  const puts = new Map<string, Put>();
  const others: Effect[] = [];
  for (const effect of effects) {
    if (!('change' in effect) || effect.change !== 'put') {
      others.push(effect);
      continue;
    }
    const before = puts.get(`${effect.table.name} ${effect.id}`);
    const allocations = [before, effect].flatMap((put) => (put?.row as { allocations?: unknown[] })?.allocations ?? []);
    const row = effect.table.name === 'holds' ? { ...(effect.row as object), allocations } : effect.row;
    puts.set(`${effect.table.name} ${effect.id}`, { ...effect, row });
  }
  return [...puts.values(), ...others];
}

/** The module in which an undo that finds nothing to undo leaves nothing behind. */
export function withoutTombstones(module: Module): Module {
  const without = (name: string, from: Module): Module =>
    withDecision(from, name, (decide, rows, request, facts) => {
      const decision = decide(rows, request, facts);
      return decision.effects.some(isEvent) ? decision : { ...decision, effects: [] };
    });
  return without('withdrawOrder', without('releaseStock', module));
}

/**
 * Little is ever left to the sweep: the hold of a request that was refused for want of units, of which a copy comes when
 * there are some again. Here a copy of each comes with a later request.
 */
function withLateCopies(doors: Doors): Doors {
  const refused: unknown[] = [];
  return withCalls(doors, ['reserveStock'], async (carry, request) => {
    if (refused.length > 0) carry(refused.shift()).catch(() => undefined);
    const reply = (await carry(request)) as { readonly kind: string };
    if (reply.kind === 'short') refused.push(request);
    return reply;
  });
}
