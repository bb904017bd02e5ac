import { post, startShop } from '../../servers/processes.ts';
import { JsonClient } from '../json-client.ts';
import { type Peer, PLENTY_UNITS, PRICE, type Product, SCARCE_UNITS } from '../peer.ts';
import type { Servers } from '../servers.ts';

/** The built product as `npm start` runs it, on the same server as the others. Redis it needs for flash sales alone. */
export async function openHoldfast(servers: Servers): Promise<Peer> {
  const databaseUrl = await servers.createDatabase('holdfast');
  const shop = await startShop({ DATABASE_URL: databaseUrl, REDIS_URL: '' });
  const origin = `http://127.0.0.1:${shop.port}`;
  const client = new JsonClient(origin);
  const close = async (): Promise<void> => {
    client.close();
    await shop.stop();
  };
  try {
    const seed = (id: Product, stock: number): Promise<unknown> =>
      post(shop, '/products', { id, sku: id, name: id, price: `${PRICE}.00`, stock });
    await seed('plenty', PLENTY_UNITS);
    await seed('scarce', SCARCE_UNITS);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    name: 'Holdfast',
    described: 'this commit, one process',
    shop: { peer: 'holdfast', origins: [origin], products: { plenty: 'plenty', scarce: 'scarce' }, keys: {} },
    stock: async (product) => {
      const shelf = await client.demand<{ on_hand: number; reserved: number }>('GET', `/inventory/${product}`);
      return { onHand: shelf.on_hand, reserved: shelf.reserved };
    },
    close,
  };
}
