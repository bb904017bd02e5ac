import { describe, expect, it } from 'vitest';
import { Deposited, till, tillContract } from '../testing/till-contract.ts';
import { isAccepted } from './contract.ts';

describe('a contract', () => {
  it('names its methods as they are on the wire', () => {
    expect(tillContract.service).toBe('till.v1');
    expect(tillContract.methods.map(({ path }) => path)).toEqual([
      'till.v1.TillService/Point',
      'till.v1.TillService/Deposit',
      'till.v1.TillService/Close',
      'till.v1.TillService/GetAccounts',
    ]);
  });

  it('tells commands from queries', () =>
    expect(tillContract.methods.map(({ kind }) => kind)).toEqual(['command', 'command', 'command', 'query']));

  it('knows the outcome that says yes: the one with field number 1', () =>
    expect(tillContract.methods.map(({ accepted }) => accepted)).toEqual([
      'pointed',
      'deposited',
      'closed',
      undefined,
    ]));

  it('has the wire name of an event', () => expect(Deposited.type).toBe('till.v1.Account'));

  it('builds a call and sends nothing', () =>
    expect(till.close({ account: 'a' })).toEqual({ method: till.close, request: { account: 'a' } }));

  it.each([
    ['the acceptance', { kind: 'closed' }, true],
    ['a refusal', { kind: 'missing' }, false],
  ])('takes %s for what it is', (_case, reply, accepted) => expect(isAccepted(till.close, reply)).toBe(accepted));

  it('takes every reply of a query as a yes', () => expect(isAccepted(till.getAccounts, { accounts: [] })).toBe(true));
});
