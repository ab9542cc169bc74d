-- The counts of every touched day, from the outcomes themselves.
CREATE TEMP TABLE counted ON COMMIT DROP AS
SELECT day, outlet, outcome, reason, count(*)::integer AS count FROM entry_outcomes JOIN touched USING (day) GROUP BY 1, 2, 3, 4;
DELETE FROM source_days s USING touched t
WHERE s.day = t.day AND NOT EXISTS (
  SELECT FROM counted c WHERE (c.day, c.outlet, c.outcome, c.reason, c.count) = (s.day, s.outlet, s.outcome, s.reason, s.count));
INSERT INTO source_days SELECT * FROM counted ON CONFLICT DO NOTHING;

-- What the tags of these days look like, for the rule `tags.drift`.
CREATE TEMP TABLE tagged ON COMMIT DROP AS SELECT * FROM measure_tags(ARRAY(SELECT day FROM touched));
DELETE FROM tag_days s USING touched t
WHERE s.day = t.day AND NOT EXISTS (
  SELECT FROM tagged g WHERE (g.day, g.measure, g.articles, g.value) = (s.day, s.measure, s.articles, s.value));
INSERT INTO tag_days SELECT * FROM tagged ON CONFLICT DO NOTHING;
