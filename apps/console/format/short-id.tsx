import { Link } from '../../web/router/router.tsx';

/** The end of an id, which is what differs: ids made in one moment begin alike. All of it is in the title. */
export function ShortId({ id, to }: { readonly id: string; readonly to?: string }) {
  const shown = id.length > 14 ? `…${id.slice(-10)}` : id;
  if (to === undefined) {
    return (
      <span className="mono" title={id}>
        {shown}
      </span>
    );
  }
  return (
    <Link to={to} className="mono" title={id}>
      {shown}
    </Link>
  );
}
