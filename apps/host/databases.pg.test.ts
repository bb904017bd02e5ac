import { expect, it } from 'vitest';
import { openDatabase } from '../../platform/postgres/database.ts';
import { createTestDatabase } from '../../platform/testing/database.ts';
import { requireAnswers } from './databases.ts';

it('passes a database that answers, and names the variable of one that does not', async () => {
  const database = await createTestDatabase();
  const missing = new URL(database.url);
  missing.pathname = '/never_created';
  const answerOf = async (url: string): Promise<string> => {
    const pool = openDatabase({ url, poolSize: 1 });
    const answer = await requireAnswers('DATABASE_URL_ORDER', pool).then(
      () => 'fine',
      (error: Error) => error.message,
    );
    await pool.end();
    return answer;
  };
  expect(await answerOf(database.url)).toBe('fine');
  expect(await answerOf(missing.href)).toBe(
    'The database of DATABASE_URL_ORDER does not answer: database "never_created" does not exist. ' +
      'Start it, or correct DATABASE_URL_ORDER.',
  );
  const refused = await answerOf('postgres://somebody:secret@localhost:1/nothing');
  expect(refused).toContain('ECONNREFUSED');
  expect(refused).not.toContain('secret');
  await database.drop();
});
