-- Articles of outlets that asked not to be revisited had no row at all, so nobody could tell them from forgotten ones.
ALTER TABLE landing.revisits DROP CONSTRAINT revisits_result_check;
ALTER TABLE landing.revisits ADD CONSTRAINT revisits_result_check
  CHECK (result IN ('same', 'changed', 'gone', 'elsewhere', 'unanswered', 'opted_out'));
COMMENT ON COLUMN landing.revisits.asked_at IS 'When it was asked for; with opted_out, when the round passed it over.';
COMMENT ON COLUMN landing.revisits.result IS 'same: the same bytes; changed: other bytes, landed; gone: HTTP 404 or 410, landed; elsewhere: it led to another page; unanswered: detail says why; opted_out: not asked for, because the outlet wants no revisits. The last three say nothing about the article.';
COMMENT ON COLUMN revisit_days.result IS 'same, changed, gone, elsewhere, unanswered or opted_out (see landing.revisits)';
