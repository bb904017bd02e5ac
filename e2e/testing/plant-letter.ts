import pg from 'pg';

export const CAUSE = 'The printer was away.';

/** A letter of a consumer that can take it now: units that came back to a sale which has no gate. */
const LETTER = {
  specversion: '1.0',
  id: '01a1fc61-b22b-7427-8ccb-37c187b4e4cd',
  source: 'sale.v1',
  type: 'sale.v1.UnitsReturned',
  subject: '01a1fc61-b22b-7427-8ccb-37c187b4e4ce',
  time: '2026-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  data: {
    saleId: '01a1fc61-b22b-7427-8ccb-37c187b4e4cf',
    orderId: '01a1fc61-b22b-7427-8ccb-37c187b4e4ce',
    quantity: 1,
  },
};

/** Puts a dead letter, № 1, into the database of a shop. */
export async function plantLetter(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(
      `insert into broker.dead_letters (consumer, message_id, ordering_key, envelope, cause, attempts, failed_at)
       values ('sale-return', $1, $2, $3, $4, 5, now())`,
      [LETTER.id, `sale/${LETTER.subject}`, JSON.stringify(LETTER), CAUSE],
    );
  } finally {
    await client.end();
  }
}
