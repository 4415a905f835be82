/** Stands where the run is going to be. */
export function RunSkeleton() {
  return (
    <div className="detail-skeleton">
      <p role="status" className="visually-hidden">
        Loading the run…
      </p>
      <div aria-hidden="true" className="detail-skeleton-lines">
        <span className="skeleton" style={{ inlineSize: '9rem' }} />
        <span className="skeleton detail-skeleton-title" style={{ inlineSize: '16rem' }} />
        <span className="skeleton" style={{ inlineSize: '24rem' }} />
      </div>
      <div aria-hidden="true" className="detail-columns">
        <div className="panel detail-skeleton-panel">
          {['82%', '95%', '74%', '88%', '61%'].map((inlineSize) => (
            <span key={inlineSize} className="skeleton" style={{ inlineSize }} />
          ))}
        </div>
        <div className="panel detail-skeleton-panel">
          {['70%', '50%', '60%'].map((inlineSize) => (
            <span key={inlineSize} className="skeleton" style={{ inlineSize }} />
          ))}
        </div>
      </div>
    </div>
  );
}
