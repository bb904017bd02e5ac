// Why a caller who began a saga has no reply to its first step. The saga itself is durable in both cases.

/** The first step of a saga did not happen; whatever it left is being undone. */
export class FirstStepFailed extends Error {
  override readonly name = 'FirstStepFailed';

  constructor(sagaId: string, reason: string) {
    super(`saga ${sagaId} ended at its first step: ${reason}`);
  }
}

/** The saga goes on at another host, which will not tell this caller: ask for its outcome by its id. */
export class HandedOver extends Error {
  override readonly name = 'HandedOver';

  constructor(sagaId: string) {
    super(`saga ${sagaId} goes on at another host; ask for it by its id`);
  }
}
