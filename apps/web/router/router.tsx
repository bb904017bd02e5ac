import {
  type AnchorHTMLAttributes,
  type ComponentType,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  Suspense,
  useEffect,
  useRef,
  useSyncExternalStore,
} from 'react';
import { matchPath } from './match.ts';

// Pages by path, on the browser's own history. After a navigation the focus is on the new page's heading, so that a
// screen reader reads it and the keyboard goes on from there.

export interface PageProps {
  /** What the path says where the route has names. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

export interface Route {
  readonly path: string;
  readonly page: ComponentType<PageProps>;
}

const NAVIGATED = 'holdfast:navigated';

function subscribe(changed: () => void): () => void {
  window.addEventListener('popstate', changed);
  window.addEventListener(NAVIGATED, changed);
  return () => {
    window.removeEventListener('popstate', changed);
    window.removeEventListener(NAVIGATED, changed);
  };
}

const currentUrl = (): string => window.location.pathname + window.location.search;

/** Path and query of the page that is shown, anew at each navigation. */
export function useLocation(): { readonly path: string; readonly query: URLSearchParams } {
  const url = useSyncExternalStore(subscribe, currentUrl);
  const [path = '/', search = ''] = url.split('?');
  return { path, query: new URLSearchParams(search) };
}

interface Navigation {
  /** Leaves no way back to the current page. */
  readonly replace?: boolean;
  /** The focus stays where it is: for what changes the address while somebody types. */
  readonly keepFocus?: boolean;
}

let keepsFocus = false;

/** Goes to a page of this application. */
export function navigate(to: string, { replace = false, keepFocus = false }: Navigation = {}): void {
  // Where one is already, nobody arrives: what is said here of the focus would be kept for the next who does.
  const here = new URL(window.location.href);
  const there = new URL(to, here);
  keepsFocus = keepFocus && (there.pathname !== here.pathname || there.search !== here.search);
  if (replace) window.history.replaceState(null, '', to);
  else window.history.pushState(null, '', to);
  window.dispatchEvent(new Event(NAVIGATED));
}

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly to: string;
}

/** A link within the application; with a key held or in another tab it is the browser's. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return <a href={to} onClick={follow} {...rest} />;
}

interface RouterProps {
  readonly routes: readonly Route[];
  /** Where no route matches. */
  readonly nowhere: ReactNode;
  /** While the script of a page is on its way. */
  readonly waiting?: ReactNode;
}

/** The page of the current path. A new path is a new page: nothing of the one before is kept. */
export function Router({ routes, nowhere, waiting }: RouterProps) {
  const { path, query } = useLocation();
  const url = `${path}?${query}`;
  const shown = useRef(url);

  for (const { path: pattern, page: Page } of routes) {
    const params = matchPath(pattern, path);
    if (params === undefined) continue;
    return (
      <Suspense key={path} fallback={waiting}>
        <Page params={params} query={query} />
        <Arrival url={url} shown={shown} />
      </Suspense>
    );
  }
  return (
    <>
      {nowhere}
      <Arrival url={url} shown={shown} />
    </>
  );
}

/** Stands behind a page: once that is there, it has been arrived at. */
function Arrival({ url, shown }: { readonly url: string; readonly shown: RefObject<string> }) {
  useEffect(() => {
    if (shown.current === url) return;
    shown.current = url;
    if (!keepsFocus) focusHeading();
    keepsFocus = false;
  }, [url, shown]);
  return null;
}

/** Where a page is read from: its heading, at the top. */
export function focusHeading(): void {
  window.scrollTo(0, 0);
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}

interface PageTitleProps {
  readonly children: ReactNode;
  /** What the browser shows for the page; the heading itself unless it is given. */
  readonly title?: string;
  readonly of: string;
}

/** The heading of a page, which takes the focus when the page appears, and its title in the browser. */
export function PageTitle({ children, title, of }: PageTitleProps) {
  const text = title ?? (typeof children === 'string' ? children : '');
  useEffect(() => {
    document.title = text === '' ? of : `${text} · ${of}`;
  }, [text, of]);
  return (
    <h1 className="page-title" tabIndex={-1}>
      {children}
    </h1>
  );
}
