import { afterEach, expect, it, vi } from 'vitest';
import { EXIT_USAGE } from '../command-failed.ts';
import { silentTerminal } from '../testing/silent-terminal.ts';
import { withShop } from './with-shop.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each(['abc', '0', '70000'])('does not look for a shop at PORT=%s, and names the variable', async (port) => {
  vi.stubEnv('PORT', port);
  const reached = withShop({}, { connections: 1, terminal: silentTerminal() }, async () => undefined);
  await expect(reached).rejects.toMatchObject({
    message: expect.stringMatching(/^PORT: .* a whole number from 1 to 65535.*\. Set it to the port of a running shop/),
    exitCode: EXIT_USAGE,
  });
});
