import { accept, command, event, refuse } from '../batching/command.ts';
import { keyedQuery, type Module } from '../rpc/module.ts';
import { bigint, table, text } from '../store/table.ts';
import { Deposited, till, tillContract } from './till-contract.ts';

// A module for tests of the platform. Which account a deposit touches depends on a row, so its keys do too.

export const pointers = table('pointers', { key: { pointer: text }, columns: { account: text } });
export const accounts = table('accounts', { key: { account: text }, columns: { amount: bigint } });

/** The database knows one rule that the decisions do not: what violates it poisons its batch. */
export const MOST = 1_000_000;

export const CREATE_TILL_TABLES = `
  create table pointers (pointer text primary key, account text not null, version int not null);
  create table accounts (account text primary key, amount int8 not null check (amount <= ${MOST}), version int not null);`;

const point = command(till.point, {
  loads: ({ pointer }) => [pointers.key(pointer)],
  decide: (rows, { pointer, account }) => {
    const moved = rows.get(pointers.key(pointer)) !== undefined;
    return accept({ moved }, pointers.put({ pointer, account }));
  },
});

const deposit = command(till.deposit, {
  loads: ({ pointer }, rows) => {
    const pointed = rows.get(pointers.key(pointer));
    return [pointers.key(pointer), ...(pointed === undefined ? [] : [accounts.key(pointed.account)])];
  },
  decide: (rows, { pointer, amount }) => {
    const account = rows.get(pointers.key(pointer))?.account;
    if (account === undefined) return refuse('missing', { name: pointer });
    if (account === 'cursed') throw new Error('no deposit is decided for the cursed account');
    const key = accounts.key(account);
    const before = rows.get(key)?.amount ?? 0;
    if (before + amount < 0) return refuse('tooLittle', { account, amount: before });
    const after = { account, amount: before + amount };
    return accept(after, accounts.put(after), event(Deposited, account, after));
  },
});

const close = command(till.close, {
  loads: ({ account }) => [accounts.key(account)],
  decide: (rows, { account }) => {
    const row = rows.get(accounts.key(account));
    if (row === undefined) return refuse('missing', { name: account });
    return accept({ account, amount: row.amount }, accounts.remove(account));
  },
});

const getAccounts = keyedQuery(till.getAccounts, {
  loads: (request) => request.accounts.map((account) => accounts.key(account)),
  answer: (rows, request) => ({
    accounts: [...new Set(request.accounts)].flatMap((account) => rows.get(accounts.key(account)) ?? []),
  }),
});

export const tillModule: Module = {
  name: 'till',
  contract: tillContract,
  tables: [pointers, accounts],
  commands: [point, deposit, close],
  keyedQueries: [getAccounts],
  sqlQueries: [],
};
