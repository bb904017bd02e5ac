import { Skeleton } from '../web/design/states.tsx';
import { Router } from '../web/router/router.tsx';
import { SECTIONS } from './sections.ts';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Shell } from './shell/shell.tsx';

// Where each page is. The gateway serves the console at /console and below.
const ROUTES = SECTIONS.flatMap((section) => section.routes);

export function Console() {
  return (
    <Shell>
      <Router routes={ROUTES} nowhere={<NotFoundPage />} waiting={<Skeleton lines={8} />} />
    </Shell>
  );
}
