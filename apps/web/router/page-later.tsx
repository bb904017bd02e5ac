import { type ComponentType, lazy } from 'react';
import { Failed } from '../design/states.tsx';
import type { PageProps } from './router.tsx';

type Page = ComponentType<PageProps>;

/**
 * A page whose script is loaded when somebody goes there first. `name` is what its module calls it. Where the script does
 * not come, the shop being away or of another version by now, the page says so, and loading anew asks again.
 */
export function pageLater<Name extends string>(load: () => Promise<Readonly<Record<Name, Page>>>, name: Name): Page {
  return lazy(
    (): Promise<{ default: Page }> =>
      load().then(
        (module) => ({ default: module[name] }),
        () => ({ default: NotLoaded }),
      ),
  );
}

function NotLoaded() {
  return (
    <Failed title="This page did not load" onRetry={() => window.location.reload()}>
      The shop did not answer. It may be starting anew.
    </Failed>
  );
}
