-- The staged day takes the place of the stored one. Rows that stay the same are not written again, so loading an unchanged day
-- is cheap; the tables end as if everything of the day had been deleted and inserted.

INSERT INTO moved SELECT DISTINCT o.day FROM entry_outcomes o JOIN staged_outcomes s USING (url_key) WHERE o.day <> s.day;
INSERT INTO touched SELECT day FROM staged_day UNION SELECT day FROM moved;
DELETE FROM headline_days h USING touched t WHERE h.day = t.day; -- the report counts them again, and pages read them meanwhile
INSERT INTO touched_entities
SELECT entity_id FROM mentions m JOIN article_rows a USING (article_id) WHERE a.day = (SELECT day FROM staged_day)
UNION SELECT m.entity_id FROM mentions m JOIN staged_outcomes s USING (article_id)
UNION SELECT entity_id FROM staged_mentions;

-- A URL that moved here still has its rows under the old day. Articles that go, come or change are noted: stories follow them.
WITH gone AS (
  DELETE FROM article_rows a USING staged_outcomes s WHERE s.article_id = a.article_id AND s.day <> a.day
  RETURNING a.article_id, a.copy_of)
INSERT INTO changed SELECT id FROM gone, LATERAL (VALUES (article_id), (copy_of)) ids (id) WHERE id IS NOT NULL ON CONFLICT DO NOTHING;
DELETE FROM quarantine q USING staged_outcomes s WHERE s.article_id = q.article_id AND s.day <> q.day;
DELETE FROM entry_outcomes o USING staged_outcomes s WHERE s.url_key = o.url_key AND s.day <> o.day;

WITH gone AS (
  DELETE FROM article_rows a
  WHERE a.day = (SELECT day FROM staged_day)
    AND NOT EXISTS (
      SELECT FROM staged_articles s WHERE s.article_id = a.article_id
      AND (${staged}) IS NOT DISTINCT FROM (${stored}))
  RETURNING a.article_id, a.copy_of)
INSERT INTO changed SELECT id FROM gone, LATERAL (VALUES (article_id), (copy_of)) ids (id) WHERE id IS NOT NULL ON CONFLICT DO NOTHING;
WITH come AS (
  INSERT INTO article_rows (${columns})
  SELECT ${columns}
  FROM staged_articles s WHERE NOT EXISTS (SELECT FROM article_rows a WHERE a.article_id = s.article_id)
  ORDER BY article_id
  RETURNING article_id)
INSERT INTO changed SELECT article_id FROM come ON CONFLICT DO NOTHING;

DELETE FROM article_tags t USING staged_articles a
WHERE a.article_id = t.article_id AND NOT EXISTS (
  SELECT FROM staged_tags s WHERE (s.article_id, s.kind, s.id, s.start, s."end", s.label, s.score, s.version)
                                = (t.article_id, t.kind, t.id, t.start, t."end", t.label, t.score, t.version));
INSERT INTO article_tags SELECT * FROM staged_tags ON CONFLICT DO NOTHING;

DELETE FROM mentions m USING staged_articles a
WHERE a.article_id = m.article_id AND NOT EXISTS (
  SELECT FROM staged_mentions s WHERE (s.article_id, s.entity_id) = (m.article_id, m.entity_id) AND s = m);
INSERT INTO mentions SELECT * FROM staged_mentions ON CONFLICT DO NOTHING;

DELETE FROM quotes q USING staged_articles a
WHERE a.article_id = q.article_id AND NOT EXISTS (
  SELECT FROM staged_quotes s WHERE (s.article_id, s.start) = (q.article_id, q.start) AND s = q);
INSERT INTO quotes SELECT * FROM staged_quotes ON CONFLICT DO NOTHING;

-- Entities follow from the mentions of all days: one that nobody names any more goes. The name of one that no list knows is what
-- most articles print; that of a listed one is the same in all of them.
DELETE FROM entities e USING touched_entities t
WHERE t.entity_id = e.entity_id AND NOT EXISTS (SELECT FROM mentions m WHERE m.entity_id = e.entity_id);
INSERT INTO entities
SELECT DISTINCT ON (entity_id) entity_id, type, kind, name, true FROM staged_mentions WHERE registered ORDER BY entity_id, name, kind
ON CONFLICT (entity_id) DO UPDATE SET (type, kind, name, registered) = (excluded.type, excluded.kind, excluded.name, true)
  WHERE entities IS DISTINCT FROM excluded;
INSERT INTO entities
SELECT entity_id, min(m.type), min(m.kind), mode() WITHIN GROUP (ORDER BY m.name COLLATE "C"), false
FROM touched_entities t JOIN mentions m USING (entity_id)
WHERE NOT EXISTS (SELECT FROM entities e WHERE e.entity_id = t.entity_id AND e.registered
                  AND EXISTS (SELECT FROM mentions k WHERE k.entity_id = e.entity_id AND k.registered))
GROUP BY entity_id
ON CONFLICT (entity_id) DO UPDATE SET (type, kind, name, registered) = (excluded.type, excluded.kind, excluded.name, false)
  WHERE entities IS DISTINCT FROM excluded;

DELETE FROM article_revisions r USING staged_articles a
WHERE a.article_id = r.article_id AND NOT EXISTS (
  SELECT FROM staged_revisions s WHERE (s.article_id, s.revision, s.seen_at, s.title_before, s.title, s.cut, s.added, s.words, s.digest)
                                     = (r.article_id, r.revision, r.seen_at, r.title_before, r.title, r.cut, r.added, r.words, r.digest));
INSERT INTO article_revisions SELECT * FROM staged_revisions ON CONFLICT DO NOTHING;

DELETE FROM quarantine q
WHERE q.day = (SELECT day FROM staged_day)
  AND NOT EXISTS (
    SELECT FROM staged_quarantine s WHERE (s.article_id, s.rule, s.day, s.outlet, s.url, s.title, s.reason, s.value)
                                        = (q.article_id, q.rule, q.day, q.outlet, q.url, q.title, q.reason, q.value));
INSERT INTO quarantine SELECT * FROM staged_quarantine ON CONFLICT DO NOTHING;

DELETE FROM entry_outcomes o
WHERE o.day = (SELECT day FROM staged_day)
  AND NOT EXISTS (
    SELECT FROM staged_outcomes s WHERE (s.url_key, s.article_id, s.day, s.outlet, s.url, s.outcome, s.reason)
                                      = (o.url_key, o.article_id, o.day, o.outlet, o.url, o.outcome, o.reason));
INSERT INTO entry_outcomes SELECT * FROM staged_outcomes ORDER BY url_key ON CONFLICT DO NOTHING;

DELETE FROM quality_rows q WHERE q.day = (SELECT day FROM staged_day)
  AND NOT EXISTS (SELECT FROM staged_quality s WHERE s.rule = q.rule);
INSERT INTO quality_rows SELECT * FROM staged_quality
ON CONFLICT (day, rule) DO UPDATE SET (scope, severity, success, checked, failed, observed, description)
  = (excluded.scope, excluded.severity, excluded.success, excluded.checked, excluded.failed, excluded.observed, excluded.description);
