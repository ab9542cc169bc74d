-- Articles are looked at again hours after they were fetched: outlets edit them and take them down. What each second look found stands here.
CREATE TABLE landing.revisits (
  url_key  text NOT NULL REFERENCES landing.entries ON DELETE CASCADE,
  visit    smallint NOT NULL CHECK (visit IN (1, 2)),
  asked_at timestamptz NOT NULL,
  result   text NOT NULL CHECK (result IN ('same', 'changed', 'gone', 'elsewhere', 'unanswered')),
  detail   text NOT NULL DEFAULT '',
  PRIMARY KEY (url_key, visit)
);
COMMENT ON TABLE landing.revisits IS 'Second looks at articles, 6 and 48 hours after they were first fetched.';
COMMENT ON COLUMN landing.revisits.url_key IS 'The entry.';
COMMENT ON COLUMN landing.revisits.visit IS '1: after 6 hours; 2: after 48.';
COMMENT ON COLUMN landing.revisits.asked_at IS 'When it was asked for.';
COMMENT ON COLUMN landing.revisits.result IS 'same: the same bytes; changed: other bytes, landed; gone: HTTP 404 or 410, landed; elsewhere: it led to another page; unanswered: why is in detail. The last two say nothing of the article.';
COMMENT ON COLUMN landing.revisits.detail IS 'The kind of failure or the status, empty where there is none.';

CREATE VIEW revisit_days AS
SELECT e.day, e.outlet, r.visit, r.result, r.detail, count(*)::integer AS count
FROM landing.revisits r JOIN landing.entries e USING (url_key) GROUP BY e.day, e.outlet, r.visit, r.result, r.detail;
COMMENT ON VIEW revisit_days IS 'what second looks at the articles of a day found, by outlet';
COMMENT ON COLUMN revisit_days.day IS 'the WIB day of the articles';
COMMENT ON COLUMN revisit_days.outlet IS 'the outlet';
COMMENT ON COLUMN revisit_days.visit IS '1: 6 hours after the article was first fetched; 2: 48 hours';
COMMENT ON COLUMN revisit_days.result IS 'same, changed, gone, elsewhere or unanswered (see landing.revisits)';
COMMENT ON COLUMN revisit_days.detail IS 'the kind of failure or the status, empty where there is none';
COMMENT ON COLUMN revisit_days.count IS 'articles';

ALTER TABLE outlets ADD COLUMN no_revisits text NOT NULL DEFAULT '';
COMMENT ON COLUMN outlets.no_revisits IS 'why its articles are not looked at again; empty where they are';
