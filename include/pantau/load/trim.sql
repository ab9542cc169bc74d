-- What was staged is brought down to what the day is now, before it is compared with what is stored.

-- An archive listing may have moved a URL to another day after the landing was read: then it is that day's.
DELETE FROM staged_outcomes s WHERE NOT EXISTS (SELECT FROM entry_days e WHERE e.url_key = s.url_key AND e.day = s.day);
CREATE UNIQUE INDEX ON staged_outcomes (article_id);
CREATE UNIQUE INDEX ON staged_outcomes (url_key);
DELETE FROM staged_articles a WHERE NOT EXISTS (
  SELECT FROM staged_outcomes s WHERE s.article_id = a.article_id AND s.outcome IN ('loaded', 'duplicate'));
DELETE FROM staged_quarantine q WHERE NOT EXISTS (
  SELECT FROM staged_outcomes s WHERE s.article_id = q.article_id AND s.outcome = 'quarantined');
CREATE UNIQUE INDEX ON staged_articles (article_id);
DELETE FROM staged_tags t WHERE NOT EXISTS (SELECT FROM staged_articles a WHERE a.article_id = t.article_id);
DELETE FROM staged_mentions m WHERE NOT EXISTS (SELECT FROM staged_articles a WHERE a.article_id = m.article_id);
DELETE FROM staged_quotes q WHERE NOT EXISTS (SELECT FROM staged_articles a WHERE a.article_id = q.article_id);
DELETE FROM staged_revisions r WHERE NOT EXISTS (SELECT FROM staged_articles a WHERE a.article_id = r.article_id);
ANALYZE staged_outcomes, staged_articles, staged_tags, staged_mentions, staged_quotes, staged_quarantine;
