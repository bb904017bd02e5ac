import type { OperatorAction, OperatorOutcome, SagaPage, Sagas, SagaView } from '../../platform/saga/saga-view.ts';

/** Sagas that a test writes down, newest last. */
export class FakeSagas implements Sagas {
  readonly sagas: SagaView[] = [];
  readonly actions: (OperatorAction & { readonly verb: string })[] = [];

  async get(sagaId: string): Promise<SagaView | undefined> {
    return this.sagas.find((saga) => saga.sagaId === sagaId);
  }

  async list(filter: Parameters<Sagas['list']>[0]): Promise<SagaPage> {
    const all = this.sagas
      .filter(({ status }) => filter.status === undefined || status === filter.status)
      .filter(({ name }) => filter.name === undefined || name === filter.name)
      .filter(({ sagaId }) => filter.before === undefined || sagaId < filter.before)
      .sort((left, right) => (left.sagaId < right.sagaId ? 1 : -1));
    return { sagas: all.slice(0, filter.limit), more: all.length > filter.limit };
  }

  async retry(action: OperatorAction): Promise<OperatorOutcome> {
    return this.#act('retry', action);
  }

  async compensate(action: OperatorAction): Promise<OperatorOutcome> {
    return this.#act('compensate', action);
  }

  async #act(verb: string, action: OperatorAction): Promise<OperatorOutcome> {
    const saga = await this.get(action.sagaId);
    if (saga === undefined) return 'not_found';
    if (saga.status === 'completed' || saga.status === 'compensated') return 'not_possible';
    this.actions.push({ verb, ...action });
    return 'done';
  }
}
