-- An outlet that takes an article away is part of what it did: the article stays, and says since when it is gone and how sure that is.
ALTER TABLE article_rows ADD COLUMN withdrawn_at timestamptz, ADD COLUMN withdrawn_seen integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT article_rows_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_seen = 0));
COMMENT ON COLUMN article_rows.withdrawn_at IS 'when its address was first found gone (HTTP 404 or 410), after the page that is shown; NULL while it is there as far as is known';
COMMENT ON COLUMN article_rows.withdrawn_seen IS 'how many fetches found it gone since: 1 is a single sight, 2 or more agree';
CREATE INDEX article_rows_withdrawn_days ON article_rows (day) WHERE withdrawn_at IS NOT NULL;
SELECT refresh_article_views();
