-- Comments that people read in the data dictionary, in plain sentences; nothing else changes.
COMMENT ON COLUMN article_rows.published_at IS 'First publication; null when neither the page nor the feed gives a time.';
COMMENT ON COLUMN article_rows.modified_at IS 'Last change that the page gives; null when it gives none.';
COMMENT ON COLUMN article_rows.content_digest IS 'Hash of title, text, outlet, time and day, which are what a comparison uses. Loads use it to see which pairs still hold.';
COMMENT ON COLUMN article_rows.author_note IS 'What the last lines of the piece say about its author ("Penulis adalah dosen ..."), removed from the text; empty when they say nothing.';
COMMENT ON COLUMN article_rows.untagged IS 'Why the article could not be tagged: too_costly (over the budget of a text) or tag_error; empty when it was tagged.';
COMMENT ON COLUMN article_rows.about_regency IS 'Code of the regency where the news happens; empty when the text does not say where.';
COMMENT ON COLUMN article_rows.about_province IS 'Code of the province where the news happens; empty when the text does not say where.';
COMMENT ON COLUMN article_rows.facets IS 'The tags of the article, each once, as kind/id (topic/ekonomi, province/31, person/joko-widodo); for searches.';
COMMENT ON COLUMN article_rows.search IS 'The words of the article for searches (pantau search): the word, ~root if a dictionary has it, ^word if it has a capital. Weight A is the title, D the text. NULL if the day was loaded before words were stored.';
COMMENT ON COLUMN article_rows.withdrawn_at IS 'When its address first answered HTTP 404 or 410 after the page that is shown; NULL while the page is there, as far as Pantau knows.';
COMMENT ON COLUMN article_rows.withdrawn_seen IS 'How many fetches found the page gone since then: 1 is a single observation, 2 or more confirm it.';
DO $$  -- the views show the columns of their table: give them the same words
DECLARE view text; part text;
BEGIN
  FOREACH view IN ARRAY ARRAY['articles', 'article_copies'] LOOP
    FOREACH part IN ARRAY ARRAY['published_at', 'modified_at', 'content_digest', 'author_note', 'untagged', 'about_regency',
        'about_province', 'facets', 'search', 'withdrawn_at', 'withdrawn_seen'] LOOP
      EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', view, part,
        (SELECT col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = 'article_rows'::regclass AND attname = part));
    END LOOP;
  END LOOP;
END $$;
COMMENT ON TABLE article_pairs IS 'Two articles at most seven days apart that say the same: found by their signatures, confirmed by comparing their texts.';
COMMENT ON TABLE damaged_parts IS 'Parts of the stage results whose bytes had changed: Pantau set them aside and made them again.';
COMMENT ON COLUMN damaged_parts.kept_as IS 'The copy of the damaged bytes, below the root of the results. After somebody deletes it, the next report of the day deletes this row.';
COMMENT ON COLUMN day_balance.lost IS 'Discovered before the last load and without an outcome. It is always 0; any other number is a bug.';
COMMENT ON TABLE day_releases IS 'Who released a held day, and why. No row is ever deleted.';
COMMENT ON COLUMN day_releases.digest IS 'Exactly what was released: the digest in held_days at that moment.';
COMMENT ON COLUMN day_releases.observed IS 'How many of how many, and which outlets, as the operator saw it.';
COMMENT ON COLUMN day_releases.released_at IS 'When it was released.';
COMMENT ON VIEW events IS 'Happenings that two or more articles report, over at most two days: copies, and reports in other words.';
COMMENT ON COLUMN events.day IS 'WIB day of the first report.';
COMMENT ON COLUMN events.last_day IS 'The same day or the next one. Later reports belong to an event that continues this one.';
COMMENT ON COLUMN events.articles IS 'Articles that report it; a second address of an article in the same outlet does not count.';
COMMENT ON COLUMN events.outlets IS 'Outlets that report it, by name.';
COMMENT ON COLUMN events.cohesion IS 'Mean likeness of two of its reports, 0 to 1; 1 if all articles have one text.';
COMMENT ON COLUMN events.continues IS 'Event of the days before that this one continues; null if there is none.';
COMMENT ON COLUMN event_articles.event_id IS 'Event that it reports.';
COMMENT ON COLUMN event_members.report_id IS 'Earliest article of the same day that says the same in the same words; the article itself if none is earlier.';
COMMENT ON TABLE event_parts IS 'What the articles of one day report of one happening. Read `events`, which joins two days.';
COMMENT ON COLUMN event_parts.reports IS 'Families of copies and single articles that report it on the day.';
COMMENT ON COLUMN event_parts.cohesion IS 'Mean likeness of two of its reports, 0 to 1; 1 if there is only one.';
COMMENT ON COLUMN event_parts.earlier_id IS 'Part of the day before that it continues; null if there is none.';
COMMENT ON COLUMN event_parts.likeness IS 'Mean likeness of its reports and those of earlier_id, 0 to 1.';
COMMENT ON TABLE flood_days IS 'Templates and identical texts of a day whose comparisons were bounded: dedupe compared each of their articles only with the first and the nearest.';
COMMENT ON TABLE gone_articles IS 'Articles that loads removed from a day since its first load, or since the last release of shrinks. They count as lost until they are back.';
COMMENT ON TABLE held_days IS 'Days that are not loaded because they would lose too much, one row per rule that holds. A load of the day deletes the rows.';
COMMENT ON TABLE held_items IS 'What a held day would lose: one row per article, or per page that cannot be read.';
COMMENT ON TABLE open_faults IS 'Faults that are not over, one row each. Pantau sends one alert for a row, however often a process meets the fault.';
COMMENT ON COLUMN open_faults.told_at IS 'When the alert was sent; NULL if none was sent yet.';
COMMENT ON COLUMN outlets.no_revisits IS 'Why Pantau does not revisit its articles; empty if it does.';
COMMENT ON COLUMN feeds.unproven IS 'Whether nobody has seen the feed work yet: Pantau tries it once a day and polls it after it has proved itself.';
COMMENT ON COLUMN quotes.verb IS 'Verb of saying as printed; empty if the quote continues the one before.';
COMMENT ON VIEW revisit_days IS 'What revisits of the articles of a day found, by outlet.';
COMMENT ON VIEW source_trials IS 'The trial of every unproven source: its last answer, and whether it is polled now.';
COMMENT ON COLUMN source_trials.origin IS 'Where the source comes from: seeds; moved (another source redirects to it for good); or its place on the outlet''s site: home_page, robots, sitemap_index, usual_path.';
COMMENT ON TABLE landing.revisits IS 'Revisits of articles, 6 and 48 hours after their first fetch.';
COMMENT ON COLUMN landing.revisits.result IS 'same: the same bytes; changed: other bytes, landed; gone: HTTP 404 or 410, landed; elsewhere: it led to another page; unanswered: detail says why. The last two say nothing about the article.';
COMMENT ON TABLE landing.audits IS 'How much of what archives list the warehouse had, measured on samples of outlet-days.';
COMMENT ON VIEW landing.unfinished IS 'Articles that are shorter in the warehouse than on their site: how many of their parts are landed, and why the others are not.';
COMMENT ON TABLE landing.probation IS 'Sources on trial: what the sources that are unproven in seeds/ answered, and which are polled because they proved themselves.';
