-- The pairs of the day, then the families they change. Run after relink: `changed` holds every article whose row or original this
-- load changes, `staged_pairs` what the comparisons of the days around say of the articles of this day.

-- A pair holds as long as both articles are stored as they were compared. What it held together has to be looked at again.
WITH suspects AS (
  SELECT p.first_id, p.later_id FROM article_pairs p JOIN changed c ON c.article_id = p.first_id
  UNION SELECT p.first_id, p.later_id FROM article_pairs p JOIN changed c ON c.article_id = p.later_id
  UNION SELECT p.first_id, p.later_id FROM article_pairs p JOIN article_rows a ON a.article_id = p.first_id
        WHERE a.day = (SELECT day FROM staged_day) AND p.version <> (SELECT version FROM staged_version)
  UNION SELECT p.first_id, p.later_id FROM article_pairs p JOIN article_rows a ON a.article_id = p.later_id
        WHERE a.day = (SELECT day FROM staged_day) AND p.version <> (SELECT version FROM staged_version)
), gone AS (
  DELETE FROM article_pairs p USING suspects s
  WHERE (p.first_id, p.later_id) = (s.first_id, s.later_id)
    AND NOT (p.version = (SELECT version FROM staged_version)
             AND EXISTS (SELECT FROM article_rows a WHERE (a.article_id, a.content_digest) = (p.first_id, p.first_content))
             AND EXISTS (SELECT FROM article_rows a WHERE (a.article_id, a.content_digest) = (p.later_id, p.later_content)))
  RETURNING p.first_id, p.later_id)
INSERT INTO changed SELECT id FROM gone, LATERAL (VALUES (first_id), (later_id)) ids (id) ON CONFLICT DO NOTHING;
WITH come AS (
  INSERT INTO article_pairs
  SELECT DISTINCT ON (p.first_id, p.later_id) p.* FROM staged_pairs p
  JOIN article_rows f ON (f.article_id, f.content_digest) = (p.first_id, p.first_content)
  JOIN article_rows l ON (l.article_id, l.content_digest) = (p.later_id, p.later_content)
  ON CONFLICT DO NOTHING RETURNING first_id, later_id)
INSERT INTO changed SELECT id FROM come, LATERAL (VALUES (first_id), (later_id)) ids (id) ON CONFLICT DO NOTHING;
INSERT INTO story_nodes SELECT article_id, 0 FROM changed;
