-- What the tags of a day look like, so that a day of broken tagging stands out from the days before it.
CREATE TABLE tag_days (
  day      date NOT NULL,
  measure  text NOT NULL,
  articles integer NOT NULL,
  value    double precision NOT NULL,
  PRIMARY KEY (day, measure)
);
CREATE INDEX tag_days_measure ON tag_days (measure, day);
COMMENT ON TABLE tag_days IS 'What the tags of a loaded day look like: shares of its articles, and mean scores. A share that is 0 has no row, except no_entity.';
COMMENT ON COLUMN tag_days.day IS 'WIB day.';
COMMENT ON COLUMN tag_days.measure IS 'no_entity, no_topic, quoted: shares of articles; type:…, topic:…, tone:…: shares of articles with one of these; entity_score, topic_score: mean scores.';
COMMENT ON COLUMN tag_days.articles IS 'Articles and copies of the day.';
COMMENT ON COLUMN tag_days.value IS 'The share or the mean, 0 to 1.';

-- Scores are added up as numeric: the sum of floating numbers depends on the order of the rows.
CREATE FUNCTION measure_tags(days date[]) RETURNS TABLE (day date, measure text, articles integer, value double precision)
LANGUAGE sql STABLE AS $$
  WITH here AS MATERIALIZED (
    SELECT r.article_id, r.day FROM article_rows r WHERE r.day = ANY(days)
  ), sizes AS (
    SELECT day, count(*)::integer AS articles FROM here GROUP BY day
  ), tags AS MATERIALIZED (
    SELECT h.day, t.article_id, t.kind, t.id, t.score FROM here h JOIN article_tags t USING (article_id) WHERE t.kind IN ('topic', 'tone')
  ), names AS MATERIALIZED (
    SELECT h.day, m.article_id, m.type, m.score FROM here h JOIN mentions m USING (article_id)
  ), counted AS (
    SELECT day, kind || ':' || id AS measure, count(DISTINCT article_id) AS found FROM tags GROUP BY day, kind, id
    UNION ALL SELECT day, 'type:' || type, count(DISTINCT article_id) FROM names GROUP BY day, type
    UNION ALL SELECT day, 'quoted', count(DISTINCT q.article_id) FROM here JOIN quotes q USING (article_id) GROUP BY day
    UNION ALL SELECT h.day, 'no_topic', count(*) FROM here h
      WHERE NOT EXISTS (SELECT FROM tags t WHERE t.article_id = h.article_id AND t.kind = 'topic') GROUP BY h.day
    UNION ALL SELECT h.day, 'no_entity', count(*) FILTER (
      WHERE NOT EXISTS (SELECT FROM names n WHERE n.article_id = h.article_id)) FROM here h GROUP BY h.day
  )
  SELECT day, measure, articles, found::double precision / articles FROM counted JOIN sizes USING (day)
  UNION ALL
  SELECT day, 'entity_score', articles, round(avg(score::numeric), 4)::double precision FROM names JOIN sizes USING (day) GROUP BY day, articles
  UNION ALL
  SELECT day, 'topic_score', articles, round(avg(score::numeric), 4)::double precision
  FROM tags JOIN sizes USING (day) WHERE kind = 'topic' GROUP BY day, articles
$$;
COMMENT ON FUNCTION measure_tags(date[]) IS 'The rows of tag_days for these days, from their articles.';
INSERT INTO tag_days SELECT * FROM measure_tags(ARRAY(SELECT DISTINCT day FROM article_rows));

ALTER TABLE quality_bounds
  ADD COLUMN drift_days           integer NOT NULL DEFAULT 28,
  ADD COLUMN drift_least_days     integer NOT NULL DEFAULT 7,
  ADD COLUMN drift_least_articles integer NOT NULL DEFAULT 30,
  ADD COLUMN drift_spreads        double precision NOT NULL DEFAULT 4,
  ADD COLUMN drift_least_change   double precision NOT NULL DEFAULT 0.05;
COMMENT ON TABLE quality_bounds IS 'Bounds of the rules that compare a day with days before it, one row. Each load writes those of `volume` from the settings.';
COMMENT ON COLUMN quality_bounds.drift_days IS 'Loaded days before a day with which its tags are compared.';
COMMENT ON COLUMN quality_bounds.drift_least_days IS 'Days of history needed before the tags of a day are judged.';
COMMENT ON COLUMN quality_bounds.drift_least_articles IS 'Articles that a day needs to be judged, or to count as history.';
COMMENT ON COLUMN quality_bounds.drift_spreads IS 'Spreads of the history (and of chance among so many articles) that a figure may be off.';
COMMENT ON COLUMN quality_bounds.drift_least_change IS 'Change of a share or a mean score below which nothing has drifted.';

-- The bounds follow from the loaded days alone, so days may be loaded in any order. The spread is 1.4826 × MAD, the standard deviation
-- of a normal variable. One day in seven at either end may be a weekend or a day of one large event, so the bounds hold the rest whole.
CREATE VIEW tag_drift AS
WITH days AS (
  SELECT day, articles FROM tag_days WHERE measure = 'no_entity'
), compared AS (
  SELECT d.day, m.measure, d.articles, v.value AS given, coalesce(v.value, 0) AS value, h.history, cardinality(h.history) AS days
  FROM days d CROSS JOIN quality_bounds CROSS JOIN (SELECT DISTINCT measure FROM tag_days) m
  LEFT JOIN tag_days v ON v.day = d.day AND v.measure = m.measure
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(coalesce(e.value, 0) ORDER BY coalesce(e.value, 0)), '{}') AS history
    FROM (SELECT b.day FROM days b WHERE b.day < d.day AND b.articles >= drift_least_articles ORDER BY b.day DESC LIMIT drift_days) b
    LEFT JOIN tag_days e ON e.day = b.day AND e.measure = m.measure) h
), usual AS (
  SELECT c.*, u.usual, s.mad, c.history[1 + c.days / 7] AS lowest, c.history[c.days - c.days / 7] AS highest,
         sqrt((u.usual * c.articles + 1) * ((1 - u.usual) * c.articles + 1)) / (c.articles + 2) / sqrt(c.articles) AS chance
  FROM compared c
  CROSS JOIN LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY one) AS usual FROM unnest(c.history) one) u
  CROSS JOIN LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(one - u.usual)) AS mad FROM unnest(c.history) one) s
  WHERE c.given IS NOT NULL OR (u.usual > 0 AND c.measure NOT LIKE '%\_score')
), bounded AS (
  SELECT u.*, greatest(0, least(usual - drift_spreads * 1.4826 * mad, lowest) - greatest(drift_spreads * chance, drift_least_change)) AS low,
         least(1, greatest(usual + drift_spreads * 1.4826 * mad, highest) + greatest(drift_spreads * chance, drift_least_change)) AS high
  FROM usual u CROSS JOIN quality_bounds
)
SELECT day, measure, articles, value, usual, low, high, days,
       CASE WHEN days < drift_least_days OR articles < drift_least_articles THEN 'unknown'
            WHEN value < low THEN 'fell'
            WHEN value > high THEN 'rose'
            ELSE 'usual' END AS verdict
FROM bounded CROSS JOIN quality_bounds;
COMMENT ON VIEW tag_drift IS 'The tags of each day against its last 28 loaded days.';
COMMENT ON COLUMN tag_drift.day IS 'WIB day.';
COMMENT ON COLUMN tag_drift.measure IS 'As in tag_days; it is 0 where tag_days has no row.';
COMMENT ON COLUMN tag_drift.articles IS 'Articles and copies of the day.';
COMMENT ON COLUMN tag_drift.value IS 'The share or the mean of the day.';
COMMENT ON COLUMN tag_drift.usual IS 'Median of the history; null without history.';
COMMENT ON COLUMN tag_drift.low IS 'Value under which the measure fell.';
COMMENT ON COLUMN tag_drift.high IS 'Value over which the measure rose.';
COMMENT ON COLUMN tag_drift.days IS 'Days of the history.';
COMMENT ON COLUMN tag_drift.verdict IS 'usual, fell, rose, or unknown (too little history, or too few articles).';

CREATE OR REPLACE VIEW quality_results AS
SELECT day, rule, scope, severity, success, checked, failed, observed, description FROM quality_rows WHERE rule NOT IN ('volume', 'tags.drift')
UNION ALL
SELECT day, 'volume', 'day', 'warning',
       count(*) FILTER (WHERE verdict IN ('thin', 'flooded')) = 0,
       count(*) FILTER (WHERE verdict <> 'unknown')::integer,
       count(*) FILTER (WHERE verdict IN ('thin', 'flooded'))::integer,
       coalesce(string_agg(format('%s: %s, mean %s (%s)', outlet, loaded, round(mean::numeric, 1), verdict), '; ' ORDER BY outlet)
                FILTER (WHERE verdict IN ('thin', 'flooded')), ''),
       'each outlet''s loaded articles against the mean of its last 28 days'
FROM outlet_volumes GROUP BY day
UNION ALL
SELECT day, 'tags.drift', 'day', 'warning',
       count(*) FILTER (WHERE verdict IN ('fell', 'rose')) = 0,
       count(*) FILTER (WHERE verdict <> 'unknown')::integer,
       count(*) FILTER (WHERE verdict IN ('fell', 'rose'))::integer,
       coalesce(string_agg(format('%s %s: %s, usual %s (%s–%s)', measure, verdict, round(value::numeric, 3), round(usual::numeric, 3),
                                  round(low::numeric, 3), round(high::numeric, 3)), '; ' ORDER BY measure COLLATE "C")
                FILTER (WHERE verdict IN ('fell', 'rose')), ''),
       'the tags of the day against those of its last 28 loaded days'
FROM tag_drift GROUP BY day;
