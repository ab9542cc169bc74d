-- What the load made of its days takes the place of what is stored; rows that stay the same are not written again.
DELETE FROM event_parts p USING event_days d
WHERE p.day = d.day AND NOT EXISTS (SELECT FROM staged_parts s WHERE (s.part_id, s.day) = (p.part_id, p.day));
INSERT INTO event_parts SELECT * FROM staged_parts
ON CONFLICT (part_id) DO UPDATE SET (day, reports, cohesion) = (excluded.day, excluded.reports, excluded.cohesion)
WHERE (event_parts.day, event_parts.reports, event_parts.cohesion) IS DISTINCT FROM (excluded.day, excluded.reports, excluded.cohesion);
DELETE FROM event_members m USING event_parts p
WHERE p.part_id = m.part_id AND p.day IN (SELECT day FROM event_days)
  AND NOT EXISTS (SELECT FROM staged_event_members s WHERE s.article_id = m.article_id);
INSERT INTO event_members SELECT * FROM staged_event_members
ON CONFLICT (article_id) DO UPDATE SET (report_id, part_id) = (excluded.report_id, excluded.part_id)
WHERE (event_members.report_id, event_members.part_id) IS DISTINCT FROM (excluded.report_id, excluded.part_id);
