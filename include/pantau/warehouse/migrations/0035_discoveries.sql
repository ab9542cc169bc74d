-- Feeds that Pantau found on the outlets' own sites. They are tried like those of seeds/ that are unproven.
ALTER TABLE landing.probation ADD COLUMN origin text NOT NULL DEFAULT 'seeds';
COMMENT ON COLUMN landing.probation.origin IS 'seeds, or where on the outlet''s site it was found: home_page, robots, sitemap_index, usual_path';
CREATE OR REPLACE VIEW source_trials AS
SELECT source_url, outlet, state, good, failures, tries, next_try_at, last_try_at, last_good_at, proven_at, result, message,
       items, dated, titles, lag_s, moved_to, origin
FROM landing.probation;
COMMENT ON COLUMN source_trials.origin IS 'seeds, or where on the outlet''s site it was found: home_page, robots, sitemap_index, usual_path';
CREATE TABLE landing.discoveries (
  outlet  text PRIMARY KEY,
  next_at timestamptz NOT NULL,
  last_at timestamptz,
  found   integer NOT NULL,
  result  text NOT NULL,
  message text NOT NULL
);
COMMENT ON TABLE landing.discoveries IS 'searches of the outlets'' own sites for feeds, once a week';
COMMENT ON COLUMN landing.discoveries.outlet IS 'the outlet';
COMMENT ON COLUMN landing.discoveries.next_at IS 'when its site is searched next';
COMMENT ON COLUMN landing.discoveries.last_at IS 'when it was searched last';
COMMENT ON COLUMN landing.discoveries.found IS 'candidates that the last search found';
COMMENT ON COLUMN landing.discoveries.result IS 'ok, or the kind of the failure; empty before the first search';
COMMENT ON COLUMN landing.discoveries.message IS 'what was wrong, in words';
CREATE VIEW source_searches AS SELECT outlet, next_at, last_at, found, result, message FROM landing.discoveries;
COMMENT ON VIEW source_searches IS 'when each outlet''s site was searched for feeds, and how that ended';
COMMENT ON COLUMN source_searches.outlet IS 'the outlet';
COMMENT ON COLUMN source_searches.next_at IS 'when its site is searched next';
COMMENT ON COLUMN source_searches.last_at IS 'when it was searched last';
COMMENT ON COLUMN source_searches.found IS 'candidates that the last search found';
COMMENT ON COLUMN source_searches.result IS 'ok, or the kind of the failure; empty before the first search';
COMMENT ON COLUMN source_searches.message IS 'what was wrong, in words';
