import './product-art.css';

// The data set has no pictures. Each product has a drawing of its own instead, made from its SKU: it says nothing, and
// tells neighbours apart.

const SHAPES = ['arch', 'sun', 'dots', 'steps', 'leaf'] as const;
const HUES = [25, 65, 110, 160, 200, 245, 290, 340];

function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  // SKUs in a row differ in their last digit: their drawings differ in everything.
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export function ProductArt({ sku }: { readonly sku: string }) {
  const hash = hashOf(sku);
  const shape = SHAPES[hash % SHAPES.length] ?? 'arch';
  const hue = HUES[Math.floor(hash / SHAPES.length) % HUES.length] ?? 0;
  return (
    <svg className={`art art-${hue}`} viewBox="0 0 80 60" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
      <rect className="art-ground" width="80" height="60" />
      {DRAWINGS[shape]}
    </svg>
  );
}

const DRAWINGS = {
  arch: (
    <>
      <path className="art-deep" d="M22 60V36a18 18 0 0 1 36 0v24z" />
      <path className="art-pale" d="M31 60V38a9 9 0 0 1 18 0v22z" />
    </>
  ),
  sun: (
    <>
      <circle className="art-deep" cx="40" cy="30" r="17" />
      <rect className="art-ground" x="20" y="32" width="40" height="3" />
      <rect className="art-ground" x="20" y="38" width="40" height="4" />
      <rect className="art-ground" x="20" y="45" width="40" height="5" />
    </>
  ),
  dots: (
    <>
      {[20, 40, 60].flatMap((x) =>
        [15, 30, 45].map((y) => (
          <circle key={`${x}-${y}`} className={(x + y) % 2 === 0 ? 'art-deep' : 'art-pale'} cx={x} cy={y} r="5.5" />
        )),
      )}
    </>
  ),
  steps: (
    <>
      <rect className="art-pale" x="18" y="38" width="15" height="22" />
      <rect className="art-deep" x="33" y="26" width="15" height="34" />
      <rect className="art-pale" x="48" y="14" width="15" height="46" />
    </>
  ),
  leaf: (
    <>
      <path className="art-deep" d="M40 8c18 8 18 34 0 46C22 42 22 16 40 8z" />
      <path className="art-line" d="M40 14v44" />
    </>
  ),
};
