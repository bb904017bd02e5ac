import { Empty } from '../../web/design/states.tsx';
import { Link } from '../../web/router/router.tsx';
import { Title } from './title.tsx';

export function NotFoundPage() {
  return (
    <div className="stack">
      <Title>This page is not here</Title>
      <Empty title="Nothing is at this address">
        <p>
          The link may be old or mistyped. <Link to="/console">The overview is here.</Link>
        </p>
      </Empty>
    </div>
  );
}
