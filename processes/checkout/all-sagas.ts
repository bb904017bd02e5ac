import type { Sagas, SagaView } from '../../platform/saga/saga-view.ts';

/** Sagas of several origins as one list. An id is known to one of them at most. */
export function allSagas(origins: readonly Sagas[]): Sagas {
  const first = async <T>(ask: (sagas: Sagas) => Promise<T>, isAnswer: (answer: T) => boolean, otherwise: T) => {
    for (const sagas of origins) {
      const answer = await ask(sagas);
      if (isAnswer(answer)) return answer;
    }
    return otherwise;
  };
  return {
    get: (sagaId) =>
      first<SagaView | undefined>(
        (sagas) => sagas.get(sagaId),
        (view) => view !== undefined,
        undefined,
      ),
    list: async (filter) => {
      const pages = await Promise.all(origins.map((sagas) => sagas.list(filter)));
      const all = pages.flatMap(({ sagas }) => sagas).toSorted((left, right) => (left.sagaId < right.sagaId ? 1 : -1));
      return {
        sagas: all.slice(0, filter.limit),
        more: all.length > filter.limit || pages.some(({ more }) => more),
      };
    },
    retry: (action) =>
      first(
        (sagas) => sagas.retry(action),
        (outcome) => outcome !== 'not_found',
        'not_found',
      ),
    compensate: (action) =>
      first(
        (sagas) => sagas.compensate(action),
        (outcome) => outcome !== 'not_found',
        'not_found',
      ),
  };
}
