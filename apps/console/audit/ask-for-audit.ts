import { type Answer, call } from '../../web/api/api.ts';

/** The first audit of a shop of a million orders takes minutes. */
const PATIENCE_SECONDS = 1_800;

export function askForAudit(): Promise<Answer<'GET /audit'>> {
  return call('GET /audit', {}, { patienceSeconds: PATIENCE_SECONDS });
}
