import { NoAnswer, type ShopClient } from '../../http/shop-client.ts';

// Looks at the sale now and then while the crowd is there: what is left, and how many orders wait for their checkout. It
// has a connection of its own, so that it does not wait behind the crowd.

export interface Sample {
  /** From the start of the sale. */
  readonly atMs: number;
  /** Undefined where the shop did not answer. */
  readonly remaining: number | undefined;
  /** Orders that have their units and wait for their checkout. Asked for less often. */
  readonly queue: number | undefined;
  readonly state: string | undefined;
}

const PATIENCE_MS = 2_000;
/** The metrics are read with every so many samples: they look at the database. */
const SAMPLES_BETWEEN_METRICS = 4;
const QUEUE = /^holdfast_sale_queue_orders (\S+)$/m;

export class Watch {
  readonly samples: Sample[] = [];
  readonly #client: ShopClient;
  readonly #saleId: string;
  readonly #nowMs: () => number;

  constructor(client: ShopClient, saleId: string, nowMs: () => number) {
    this.#client = client;
    this.#saleId = saleId;
    this.#nowMs = nowMs;
  }

  async look(): Promise<Sample> {
    const isForMetrics = this.samples.length % SAMPLES_BETWEEN_METRICS === 0;
    const [sale, metrics] = await Promise.all([
      this.#get(`/sales/${this.#saleId}`),
      isForMetrics ? this.#get('/metrics') : undefined,
    ]);
    const { remaining, state } = sale === undefined ? {} : (JSON.parse(sale) as { remaining?: number; state?: string });
    const queue = metrics === undefined ? undefined : queueIn(metrics);
    const sample: Sample = { atMs: this.#nowMs(), remaining, queue, state };
    this.samples.push(sample);
    return sample;
  }

  async #get(path: string): Promise<string | undefined> {
    const answer = await this.#client
      .send({ method: 'GET', path, hangUpAfterMs: PATIENCE_MS })
      .catch((error: unknown) => {
        if (error instanceof NoAnswer) return undefined;
        throw error;
      });
    return answer?.status === 200 ? answer.text : undefined;
  }
}

function queueIn(metrics: string): number | undefined {
  const found = QUEUE.exec(metrics)?.[1];
  return found === undefined ? undefined : Number(found);
}
