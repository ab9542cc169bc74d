-- Events: what was told of one happening, whoever copied whom. The parts of a day depend on that day's articles alone, a link
-- on those of two days next to each other, so no order of loading leaves a trace.

CREATE TABLE event_parts (
  part_id    text PRIMARY KEY,
  day        date NOT NULL,
  reports    integer NOT NULL,
  cohesion   real NOT NULL,
  earlier_id text,
  likeness   real
);
CREATE INDEX event_parts_day ON event_parts (day);
CREATE INDEX event_parts_earlier ON event_parts (earlier_id);
COMMENT ON TABLE event_parts IS 'What the articles of one day tell of one happening. Read `events`, which joins two days.';
COMMENT ON COLUMN event_parts.part_id IS 'article_id of its earliest article.';
COMMENT ON COLUMN event_parts.day IS 'WIB day of its articles.';
COMMENT ON COLUMN event_parts.reports IS 'Families of copies and single articles that tell it on the day.';
COMMENT ON COLUMN event_parts.cohesion IS 'How alike two of its reports are on the average, 0 to 1; 1 where there is one.';
COMMENT ON COLUMN event_parts.earlier_id IS 'Part of the day before that it goes on with; null where there is none.';
COMMENT ON COLUMN event_parts.likeness IS 'How alike its reports and those of earlier_id are on the average, 0 to 1.';

CREATE TABLE event_members (
  article_id text PRIMARY KEY,
  report_id  text NOT NULL,
  part_id    text NOT NULL REFERENCES event_parts ON DELETE CASCADE
);
CREATE INDEX event_members_part ON event_members (part_id);
COMMENT ON TABLE event_members IS 'The part every article is in. Read `event_articles`, which names the event.';
COMMENT ON COLUMN event_members.article_id IS 'Article.';
COMMENT ON COLUMN event_members.report_id IS 'Earliest article of the same day that tells the same in the same words; itself where none is earlier.';
COMMENT ON COLUMN event_members.part_id IS 'Part it is in.';

-- An event is a part that goes on with none, and the part of the next day that goes on with it. Of an affair that lasts longer
-- every further day is an event of its own, and `continues` leads back.
CREATE VIEW event_articles AS
SELECT m.article_id, CASE WHEN p.earlier_id IS NOT NULL AND before.earlier_id IS NULL THEN p.earlier_id ELSE p.part_id END AS event_id
FROM event_members m JOIN event_parts p USING (part_id) LEFT JOIN event_parts before ON before.part_id = p.earlier_id;
COMMENT ON VIEW event_articles IS 'Articles of each event; every article is in one, perhaps alone.';
COMMENT ON COLUMN event_articles.article_id IS 'Article.';
COMMENT ON COLUMN event_articles.event_id IS 'Event it tells of.';

CREATE VIEW events AS
SELECT p.part_id AS event_id, p.day, coalesce(next.day, p.day) AS last_day, first.title,
       told.articles, told.originals, told.articles - told.originals AS copies, told.outlets,
       ARRAY(SELECT DISTINCT o.owner_group FROM outlets o WHERE o.outlet = ANY(told.outlets) AND o.owner_group <> '' ORDER BY 1) AS owner_groups,
       told.first_at, told.last_at,
       CASE WHEN next.part_id IS NULL THEN p.cohesion::double precision
            ELSE (p.cohesion * p.reports * (p.reports - 1) / 2 + next.cohesion * next.reports * (next.reports - 1) / 2
                  + next.likeness * p.reports * next.reports) / ((p.reports + next.reports) * (p.reports + next.reports - 1) / 2)
       END::real AS cohesion,
       (SELECT e.event_id FROM event_articles e WHERE e.article_id = p.earlier_id) AS continues
FROM event_parts p
LEFT JOIN event_parts before ON before.part_id = p.earlier_id
LEFT JOIN event_parts next ON next.earlier_id = p.part_id AND p.earlier_id IS NULL
JOIN article_rows first ON first.article_id = p.part_id
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS articles, count(DISTINCT coalesce(s.story_id, a.article_id))::integer AS originals,
         array_agg(DISTINCT a.outlet ORDER BY a.outlet) AS outlets, min(a.published_at) AS first_at, max(a.published_at) AS last_at
  FROM event_members m JOIN article_rows a USING (article_id) LEFT JOIN story_members s USING (article_id)
  WHERE m.part_id IN (p.part_id, next.part_id) AND (a.copy_of IS NULL OR s.story_id IS NOT NULL)) told
WHERE (p.earlier_id IS NULL OR before.earlier_id IS NOT NULL) AND told.articles > 1;
COMMENT ON VIEW events IS 'Happenings that two articles or more tell of, over at most two days: copies and reports in own words.';
COMMENT ON COLUMN events.event_id IS 'article_id of the earliest article of the first day.';
COMMENT ON COLUMN events.day IS 'WIB day on which it was first told.';
COMMENT ON COLUMN events.last_day IS 'The same day or the next: what is told still later is an event that continues this one.';
COMMENT ON COLUMN events.title IS 'Headline of the earliest article.';
COMMENT ON COLUMN events.articles IS 'Articles that tell of it; a second address of an article in the same outlet is not counted.';
COMMENT ON COLUMN events.originals IS 'Texts that are no copy of another: stories and single articles.';
COMMENT ON COLUMN events.copies IS 'Articles that copy one of them.';
COMMENT ON COLUMN events.outlets IS 'Outlets that tell of it, by name.';
COMMENT ON COLUMN events.owner_groups IS 'Media groups of those outlets, as of the last load of the catalogue.';
COMMENT ON COLUMN events.first_at IS 'Earliest known publication.';
COMMENT ON COLUMN events.last_at IS 'Latest known publication.';
COMMENT ON COLUMN events.cohesion IS 'How alike two of its reports are on the average, 0 to 1; 1 where one text is told by all.';
COMMENT ON COLUMN events.continues IS 'Event of the days before that this one goes on with; null where there is none.';
