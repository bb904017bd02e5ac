import type { Command, Decision, Effect, Facts, Rows } from '../../platform/batching/command.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import type { CallContext, Doors } from '../../platform/rpc/doors.ts';
import type { Module } from '../../platform/rpc/module.ts';
import type { Store, Transaction } from '../../platform/store/store.ts';
import type { Key } from '../../platform/store/table.ts';

// Parts of a host with something about them changed: what plants are made of.

type Decide = (rows: Rows, request: Record<string, unknown>, facts: Facts) => Decision<unknown>;

/** The module with another decision behind one of its methods. */
export function withDecision(
  module: Module,
  localName: string,
  alter: (decide: Decide, rows: Rows, request: Record<string, unknown>, facts: Facts) => Decision<unknown>,
): Module {
  const commands = module.commands.map((command): Command => {
    if (command.method.localName !== localName) return command;
    return {
      ...command,
      decide: (rows, request, facts) =>
        alter(command.decide.bind(command), rows, request as Record<string, unknown>, facts),
    };
  });
  return { ...module, commands };
}

/** The store with other transactions. */
export function withTransaction(store: Store, alter: (transaction: Transaction) => Transaction): Store {
  return { transact: (work) => store.transact((transaction) => work(alter(transaction))) };
}

/** The rows with those of one table as the bug sees them. */
export function withRows(rows: Rows, table: string, see: (row: Record<string, unknown>) => object | undefined): Rows {
  return {
    version: (key) => rows.version(key),
    get: <Row>(key: Key<Row>): Row | undefined => {
      const row = rows.get(key);
      return row === undefined || key.table.name !== table
        ? row
        : (see(row as Record<string, unknown>) as Row | undefined);
    },
  };
}

/** The decision with other rows put into one table. */
export function withPuts(
  decision: Decision<unknown>,
  table: string,
  alter: (row: Record<string, unknown>) => object,
): Decision<unknown> {
  const effects = decision.effects.map((effect) =>
    'change' in effect && effect.change === 'put' && effect.table.name === table
      ? { ...effect, row: alter(effect.row as Record<string, unknown>) }
      : effect,
  );
  return { ...decision, effects };
}

type Carry = (request?: unknown) => Promise<unknown>;

/** The doors with calls of some methods carried in another way. */
export function withCalls(
  doors: Doors,
  localNames: readonly string[],
  alter: (carry: Carry, request: Record<string, unknown>, localName: string) => Promise<unknown>,
): Doors {
  return {
    call<Request, Reply>(call: Call<Request, Reply>, context?: CallContext): Promise<Reply> {
      const { method, request } = call;
      if (!localNames.includes(method.localName)) return doors.call(call, context);
      const carry: Carry = (other = request) => doors.call({ method, request: other }, context);
      return alter(carry, request as Record<string, unknown>, method.localName) as Promise<Reply>;
    },
  };
}

export function isEvent(effect: Effect): boolean {
  return 'emit' in effect;
}
