-- An outlet that prints its own text again under another address has not copied anybody: the same article, once more.
ALTER TABLE story_members DROP CONSTRAINT story_members_kind_check;
ALTER TABLE story_members ADD CONSTRAINT story_members_kind_check CHECK (kind IN ('first', 'copy', 'edited_copy', 'same_url', 'republished'));
COMMENT ON COLUMN story_members.kind IS 'first; else what it is to the first: copy, edited_copy, same_url (names the other''s address as its own). Where only a chain leads to the first: what it is to source_id. republished: its own outlet printed nearly the same text before, under another address; source_id is that article.';

CREATE OR REPLACE VIEW events AS
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
  SELECT count(DISTINCT CASE s.kind WHEN 'republished' THEN s.source_id ELSE a.article_id END)::integer AS articles,
         count(DISTINCT coalesce(s.story_id, a.article_id))::integer AS originals, count(*) AS rows,
         array_agg(DISTINCT a.outlet ORDER BY a.outlet) AS outlets, min(a.published_at) AS first_at, max(a.published_at) AS last_at
  FROM event_members m JOIN article_rows a USING (article_id) LEFT JOIN story_members s USING (article_id)
  WHERE m.part_id IN (p.part_id, next.part_id) AND (a.copy_of IS NULL OR s.story_id IS NOT NULL)) told
WHERE (p.earlier_id IS NULL OR before.earlier_id IS NOT NULL) AND told.rows > 1;
COMMENT ON VIEW events IS 'Happenings that two articles or more tell of, over at most two days: copies and reports in own words. One outlet alone that published its text again is there too, with one article; the pages leave that out.';
COMMENT ON COLUMN events.articles IS 'Articles that tell of it; a second address of an article in the same outlet is not counted, nor a text that its outlet published again.';
