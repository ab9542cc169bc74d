-- What analysts and the status page read on top of the tables. Views, because their answer for one day depends on other days:
-- computed at load time it would depend on the order the days were loaded in.

-- A text may be megabytes long, a tsvector may not (1 MB): the search reads the first 200,000 characters.
DROP VIEW articles, article_copies;
ALTER TABLE article_rows DROP COLUMN search;
ALTER TABLE article_rows ADD COLUMN search tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('indonesian', left(title, 2000)), 'A') || setweight(to_tsvector('indonesian', left(text, 200000)), 'B')) STORED;
CREATE INDEX article_rows_search ON article_rows USING gin (search);
CREATE INDEX article_rows_url ON article_rows (url_key); -- copies across days are found by it

CREATE VIEW articles AS SELECT * FROM article_rows WHERE copy_of IS NULL;
CREATE VIEW article_copies AS SELECT * FROM article_rows WHERE copy_of IS NOT NULL;

CREATE TABLE quality_bounds (  -- one row: the settings the rule `volume` uses, written by each load
  one         boolean PRIMARY KEY DEFAULT true CHECK (one),
  volume_low  double precision NOT NULL,
  volume_high double precision NOT NULL,
  least_days  integer NOT NULL DEFAULT 3,
  least_mean  double precision NOT NULL DEFAULT 3
);
INSERT INTO quality_bounds (volume_low, volume_high) VALUES (0.4, 2.5);

CREATE VIEW outlet_volumes AS
WITH counted AS (
  SELECT day, outlet, sum(count) FILTER (WHERE outcome = 'loaded') AS loaded FROM source_days GROUP BY day, outlet
), grid AS (  -- an outlet silent on a day has no row in source_days: that day counts 0, but not towards its mean
  SELECT day, outlet FROM (SELECT DISTINCT day FROM source_days) d CROSS JOIN (SELECT DISTINCT outlet FROM source_days) o
), compared AS (
  SELECT g.day, g.outlet, coalesce(c.loaded, 0) AS loaded,
         avg(CASE WHEN c.outlet IS NOT NULL THEN coalesce(c.loaded, 0) END) OVER month AS mean,
         count(c.outlet) OVER month AS days
  FROM grid g LEFT JOIN counted c USING (day, outlet)
  WINDOW month AS (PARTITION BY g.outlet ORDER BY g.day RANGE BETWEEN '28 days' PRECEDING AND '1 day' PRECEDING)
)
SELECT day, outlet, loaded::integer AS loaded, mean::double precision AS mean, days::integer AS days,
       CASE WHEN days < least_days OR mean < least_mean THEN 'unknown'
            WHEN loaded < mean * volume_low THEN 'thin'
            WHEN loaded > mean * volume_high THEN 'flooded'
            ELSE 'usual' END AS verdict
FROM compared CROSS JOIN quality_bounds
WHERE loaded > 0 OR days > 0;

CREATE VIEW quality_results AS
SELECT day, rule, scope, severity, success, checked, failed, observed, description FROM quality_rows WHERE rule <> 'volume'
UNION ALL
SELECT day, 'volume', 'day', 'warning',
       count(*) FILTER (WHERE verdict IN ('thin', 'flooded')) = 0,
       count(*) FILTER (WHERE verdict <> 'unknown')::integer,
       count(*) FILTER (WHERE verdict IN ('thin', 'flooded'))::integer,
       coalesce(string_agg(format('%s: %s, mean %s (%s)', outlet, loaded, round(mean::numeric, 1), verdict), '; ' ORDER BY outlet)
                FILTER (WHERE verdict IN ('thin', 'flooded')), ''),
       'each outlet''s loaded articles against the mean of its last 28 days'
FROM outlet_volumes GROUP BY day;

CREATE VIEW day_balance AS
WITH latest AS (
  SELECT day, max(loaded_at) AS loaded_at FROM loads GROUP BY day
), ended AS (
  SELECT day, count(*) AS entries,
         count(*) FILTER (WHERE outcome = 'loaded') AS loaded,
         count(*) FILTER (WHERE outcome = 'duplicate') AS duplicate,
         count(*) FILTER (WHERE outcome = 'not_article') AS not_article,
         count(*) FILTER (WHERE outcome = 'quarantined') AS quarantined,
         count(*) FILTER (WHERE outcome = 'failed') AS failed,
         count(*) FILTER (WHERE outcome = 'blocked') AS blocked,
         count(*) FILTER (WHERE outcome = 'pending') AS pending
  FROM entry_outcomes GROUP BY day
), counted AS (
  SELECT day, sum(count) AS entries FROM source_days GROUP BY day
), open AS (  -- announced for the day, but with no outcome in it: late when it came (or moved here) after the last load, else lost
  SELECT e.day, count(*) FILTER (WHERE o.url_key IS NULL AND e.first_seen_at < l.loaded_at - interval '1 minute') AS lost, count(*) AS entries
  FROM landing.entries e JOIN latest l USING (day) LEFT JOIN entry_outcomes o USING (url_key)
  WHERE o.day IS DISTINCT FROM e.day GROUP BY e.day
)
SELECT l.day, coalesce(e.entries, 0) AS discovered,
       coalesce(e.loaded, 0) AS loaded, coalesce(e.duplicate, 0) AS duplicate, coalesce(e.not_article, 0) AS not_article,
       coalesce(e.quarantined, 0) AS quarantined, coalesce(e.failed, 0) AS failed, coalesce(e.blocked, 0) AS blocked,
       coalesce(e.pending, 0) AS pending, coalesce(o.entries - o.lost, 0) AS late, coalesce(o.lost, 0) AS lost,
       coalesce(o.lost, 0) = 0 AND coalesce(c.entries, 0) = coalesce(e.entries, 0)
         AND coalesce(e.loaded + e.duplicate + e.not_article + e.quarantined + e.failed + e.blocked + e.pending, 0) = coalesce(e.entries, 0)
         AS balanced
FROM latest l LEFT JOIN ended e USING (day) LEFT JOIN counted c USING (day) LEFT JOIN open o USING (day);

CREATE VIEW missing_sources AS
WITH days AS (SELECT DISTINCT day FROM loads), expected AS (
  SELECT d.day, f.outlet FROM days d CROSS JOIN (SELECT DISTINCT outlet FROM feeds WHERE enabled) f
  UNION SELECT day, outlet FROM landing.archive_reads JOIN days USING (day)
)
SELECT e.day, e.outlet, coalesce(nullif(a.result, 'ok'), f.last_result, 'nothing_announced') AS reason
FROM expected e
LEFT JOIN landing.archive_reads a USING (day, outlet)
LEFT JOIN LATERAL (
  SELECT last_result FROM landing.feeds lf
  WHERE lf.outlet = e.outlet AND lf.failures > 0 AND lf.last_result <> '' ORDER BY lf.feed_url LIMIT 1) f ON true
WHERE NOT EXISTS (SELECT FROM source_days s WHERE s.day = e.day AND s.outlet = e.outlet);
