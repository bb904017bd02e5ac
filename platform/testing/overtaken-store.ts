import { Conflict, type Store } from '../store/store.ts';

/** A store whose first transaction is run to its end and then not committed, because the rival was done before it. */
export function overtakenStore(store: Store, rival: () => Promise<unknown>): Store {
  let isOvertaken = false;
  return {
    transact: async (work) => {
      if (isOvertaken) return store.transact(work);
      isOvertaken = true;
      await store.transact((transaction) => work({ ...transaction, write: () => undefined }));
      await rival();
      throw new Conflict('another host was first');
    },
  };
}
