-- Articles over several pages: the first is a row of landing.pages, the others stand here.
ALTER TABLE landing.pages ADD COLUMN parts integer NOT NULL DEFAULT 1 CHECK (parts >= 1);
COMMENT ON COLUMN landing.pages.parts IS 'How many parts the article has, this page included; the others are in landing.parts.';

CREATE TABLE landing.parts (
  url_key      text NOT NULL,
  page_at      timestamptz NOT NULL,   -- when the first part was fetched
  part         integer NOT NULL CHECK (part > 1),
  fetched_at   timestamptz NOT NULL,
  url          text NOT NULL,
  final_url    text NOT NULL,
  status       integer NOT NULL,
  content_type text NOT NULL,
  digest       text NOT NULL,
  size         bigint NOT NULL,
  warc_file    text NOT NULL,
  warc_offset  bigint NOT NULL,
  PRIMARY KEY (url_key, page_at, part),
  FOREIGN KEY (url_key, page_at) REFERENCES landing.pages ON DELETE CASCADE
);
COMMENT ON TABLE landing.parts IS 'The second and further parts of articles over several pages, in order and without gaps.';

CREATE FUNCTION landing.parts_missing(page landing.pages) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN page.parts = 1 THEN 0 ELSE page.parts - 1 -
    (SELECT count(*)::integer FROM landing.parts t WHERE t.url_key = page.url_key AND t.page_at = page.fetched_at) END
$$;

CREATE VIEW landing.unfinished AS  -- articles we have the beginning of
SELECT e.day, e.outlet, e.article_id, e.url, p.parts - p.missing AS landed, p.parts, e.state, e.reason
FROM landing.entries e
JOIN LATERAL (SELECT n.parts, landing.parts_missing(n) AS missing FROM landing.pages n
              WHERE n.url_key = e.url_key AND n.status = 200 ORDER BY missing, n.fetched_at DESC LIMIT 1) p ON p.missing > 0;
COMMENT ON VIEW landing.unfinished IS 'Articles that stand in the warehouse shorter than they are: how many of their parts are landed, and why no more.';
