import { describe, expect, it } from 'vitest';
import { serverSettings, settingArguments } from './server-settings.ts';

const refused = (settings: Record<string, string>) => {
  expect(() => serverSettings(settings, true)).toThrow(expect.objectContaining({ code: 'setting_refused' }));
};

describe('settings of the embedded server', () => {
  it('keeps what an acknowledged order rests on', () => {
    expect(serverSettings({}, true)).toMatchObject({ fsync: 'on', full_page_writes: 'on' });
    expect(serverSettings({}, true)).not.toHaveProperty('synchronous_commit');
  });

  it.each(['fsync', 'FSYNC', 'full-page-writes', 'synchronous_commit', 'Synchronous-Commit'])(
    'refuses to turn off %s, in every spelling that PostgreSQL understands',
    (name) => {
      for (const value of ['off', 'OFF', 'false', 'no', '0', 'of', 'f', ' off ']) refused({ [name]: value });
    },
  );

  it('allows weaker and stronger forms that still wait for the disk', () => {
    expect(serverSettings({ synchronous_commit: 'local', fsync: 'true' }, true)).toMatchObject({ fsync: 'on' });
  });

  it('refuses what is not the caller to choose', () => {
    for (const name of ['port', 'listen_addresses', 'hba_file', 'data_directory']) refused({ [name]: 'x' });
    refused({ 'work_mem -c fsync': 'off' });
    refused({ work_mem: '4MB"\nfsync' });
  });

  it('lets the caller outrank a default', () => {
    expect(serverSettings({ max_connections: '20' }, true)).toMatchObject({ max_connections: '20' });
  });

  it('gives up durability only when told so by name', () => {
    expect(serverSettings({}, false)).toMatchObject({ fsync: 'off', synchronous_commit: 'off' });
  });

  it('writes the same settings as the same arguments, whatever their order', () => {
    const one = settingArguments(serverSettings({ work_mem: '8MB', max_connections: '20' }, true));
    const two = settingArguments(serverSettings({ max_connections: '20', work_mem: '8MB' }, true));
    expect(one).toEqual(two);
    expect(one).toContain('work_mem=8MB');
  });
});
