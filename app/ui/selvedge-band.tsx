/** The woven edge that marks a page as Selvedge's. At most once a page. */
export function SelvedgeBand() {
  return <div className="selvedge-band" aria-hidden="true" />;
}
