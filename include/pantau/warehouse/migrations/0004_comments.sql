-- What each table and column means, where people look for it: \d+ in psql, the description in any SQL tool.
COMMENT ON TABLE outlets IS 'Publishers, one row each; a mirror of outlets.csv.';
COMMENT ON COLUMN outlets.outlet IS 'Short name of the publisher, lower case; used in every table.';
COMMENT ON COLUMN outlets.name IS 'Name as readers know it.';
COMMENT ON COLUMN outlets.owner_group IS 'Media group that owns it; empty when independent or unknown.';
COMMENT ON COLUMN outlets.province_code IS 'BPS code of its home province (two digits); empty for national and foreign outlets.';
COMMENT ON COLUMN outlets.language IS 'Main language, ISO 639-1.';
COMMENT ON COLUMN outlets.zone IS 'Time zone its printed times are in when they name none: WIB, WITA or WIT.';
COMMENT ON COLUMN outlets.type IS 'national, regional, international, network, business or community.';
COMMENT ON COLUMN outlets.domains IS 'Domains its articles live on; subdomains included.';
COMMENT ON COLUMN outlets.home_url IS 'Front page.';
COMMENT ON COLUMN outlets.notes IS 'Remarks for people.';

COMMENT ON TABLE feeds IS 'RSS, Atom, RDF and news-sitemap addresses; a mirror of feeds.csv.';
COMMENT ON COLUMN feeds.feed_url IS 'Address of the feed.';
COMMENT ON COLUMN feeds.outlet IS 'Publisher.';
COMMENT ON COLUMN feeds.section IS 'Section it covers, in the outlet''s own words; empty for all.';
COMMENT ON COLUMN feeds.kind IS 'auto, rss, atom, rdf or sitemap.';
COMMENT ON COLUMN feeds.enabled IS 'Whether it is polled.';
COMMENT ON COLUMN feeds.reason IS 'Why it is not polled; empty when it is.';
COMMENT ON COLUMN feeds.evidence IS 'How we know the feed works (or not).';

COMMENT ON TABLE article_rows IS 'Every article loaded, copies included. Read `articles` for each article once.';
COMMENT ON VIEW articles IS 'Articles, each once: rows of article_rows that are no copy of another.';
COMMENT ON VIEW article_copies IS 'Rows of article_rows that are a copy of another article (see copy_of, copy_kind).';
COMMENT ON COLUMN article_rows.article_id IS 'Identity: hash of url_key, 16 hexadecimal digits.';
COMMENT ON COLUMN article_rows.day IS 'WIB calendar day it belongs to: the partition it was loaded with.';
COMMENT ON COLUMN article_rows.outlet IS 'Publisher.';
COMMENT ON COLUMN article_rows.url IS 'Address as announced.';
COMMENT ON COLUMN article_rows.url_key IS 'Address without scheme, tracking, AMP, mobile and page parameters.';
COMMENT ON COLUMN article_rows.canonical_url IS 'Address the page itself calls canonical; empty when it names none.';
COMMENT ON COLUMN article_rows.canonical_key IS 'canonical_url in the form of url_key.';
COMMENT ON COLUMN article_rows.title IS 'Headline.';
COMMENT ON COLUMN article_rows.text IS 'Clean text: boilerplate removed, paragraphs separated by line feeds.';
COMMENT ON COLUMN article_rows.text_digest IS 'Hash of the normalised text; equal texts have equal digests.';
COMMENT ON COLUMN article_rows.words IS 'Words in the clean text.';
COMMENT ON COLUMN article_rows.authors IS 'Writers and editors the page names.';
COMMENT ON COLUMN article_rows.section IS 'Section, in the outlet''s own words.';
COMMENT ON COLUMN article_rows.language IS 'Language of the text, ISO 639-1.';
COMMENT ON COLUMN article_rows.published_at IS 'First publication; null when the page and the feed tell none.';
COMMENT ON COLUMN article_rows.modified_at IS 'Last change the page tells; null when none.';
COMMENT ON COLUMN article_rows.time_source IS 'Where published_at was read: json_ld, meta, text, feed, archive …';
COMMENT ON COLUMN article_rows.time_flag IS 'What is odd about the time (future, absurd …); empty when nothing is.';
COMMENT ON COLUMN article_rows.dateline_place IS 'Place of the dateline, as printed.';
COMMENT ON COLUMN article_rows.wire_source IS 'Wire agency credited; empty when none.';
COMMENT ON COLUMN article_rows.description IS 'Summary the page or feed gives.';
COMMENT ON COLUMN article_rows.method IS 'How the text was extracted.';
COMMENT ON COLUMN article_rows.digest IS 'Hash of the page it was extracted from, in the landing.';
COMMENT ON COLUMN article_rows.fetched_at IS 'When that page was fetched.';
COMMENT ON COLUMN article_rows.removed IS 'Boilerplate taken out: number of removals by cleaning rule.';
COMMENT ON COLUMN article_rows.copy_of IS 'article_id of the original; null for an original.';
COMMENT ON COLUMN article_rows.copy_kind IS 'same_url (one canonical address) or same_text (same words, same outlet).';
COMMENT ON COLUMN article_rows.search IS 'Full-text index, Indonesian stems: title weight A, text weight B (first 200,000 characters).';

COMMENT ON TABLE article_tags IS 'Labels on articles, each with its evidence.';
COMMENT ON COLUMN article_tags.article_id IS 'Article.';
COMMENT ON COLUMN article_tags.kind IS 'topic, province, regency, country, body, acronym, person, watchlist …';
COMMENT ON COLUMN article_tags.id IS 'Identity of the label within its kind: a BPS code for places, an ISO code for countries, a short name otherwise.';
COMMENT ON COLUMN article_tags.label IS 'Label for people.';
COMMENT ON COLUMN article_tags.score IS 'Confidence, 0 to 1.';
COMMENT ON COLUMN article_tags.start IS 'First character of the evidence in the clean text, from 0; -1 when it is the title or metadata.';
COMMENT ON COLUMN article_tags."end" IS 'Character after the evidence; -1 when it is the title or metadata.';
COMMENT ON COLUMN article_tags.version IS 'Version of the tagger and its word lists.';

COMMENT ON TABLE quarantine IS 'Rows a rule refused, one per article and rule; they are not in articles.';
COMMENT ON COLUMN quarantine.article_id IS 'Article refused.';
COMMENT ON COLUMN quarantine.day IS 'WIB day.';
COMMENT ON COLUMN quarantine.outlet IS 'Publisher.';
COMMENT ON COLUMN quarantine.url IS 'Address as announced.';
COMMENT ON COLUMN quarantine.title IS 'Headline as extracted.';
COMMENT ON COLUMN quarantine.rule IS 'Rule that refused it.';
COMMENT ON COLUMN quarantine.reason IS 'Reason in plain words.';
COMMENT ON COLUMN quarantine.value IS 'The value at fault.';

COMMENT ON TABLE entry_outcomes IS 'Where every discovered address ended: one row each, one outcome each.';
COMMENT ON COLUMN entry_outcomes.url_key IS 'Address in its normal form.';
COMMENT ON COLUMN entry_outcomes.article_id IS 'Identity of the article it leads (or would lead) to.';
COMMENT ON COLUMN entry_outcomes.day IS 'WIB day.';
COMMENT ON COLUMN entry_outcomes.outlet IS 'Publisher.';
COMMENT ON COLUMN entry_outcomes.url IS 'Address as announced.';
COMMENT ON COLUMN entry_outcomes.outcome IS 'loaded, duplicate, not_article, quarantined, failed, blocked or pending.';
COMMENT ON COLUMN entry_outcomes.reason IS 'Short name of why; empty for loaded.';

COMMENT ON TABLE source_days IS 'Outcomes counted by day, outlet and reason.';
COMMENT ON COLUMN source_days.day IS 'WIB day.';
COMMENT ON COLUMN source_days.outlet IS 'Publisher.';
COMMENT ON COLUMN source_days.outcome IS 'Outcome, as in entry_outcomes.';
COMMENT ON COLUMN source_days.reason IS 'Reason, as in entry_outcomes.';
COMMENT ON COLUMN source_days.count IS 'Discovered addresses that ended so.';

COMMENT ON TABLE quality_rows IS 'Results of the rules checked when a day was validated. Read `quality_results`, which has all rules.';
COMMENT ON VIEW quality_results IS 'The result of every rule on every day, rules across days included.';
COMMENT ON COLUMN quality_rows.day IS 'WIB day.';
COMMENT ON COLUMN quality_rows.rule IS 'Name of the rule.';
COMMENT ON COLUMN quality_rows.scope IS 'row (checks each article) or day (checks the day as a whole).';
COMMENT ON COLUMN quality_rows.severity IS 'critical (stops the load), warning or info.';
COMMENT ON COLUMN quality_rows.success IS 'Whether the rule holds.';
COMMENT ON COLUMN quality_rows.checked IS 'Rows (or outlets) checked.';
COMMENT ON COLUMN quality_rows.failed IS 'Rows (or outlets) that failed.';
COMMENT ON COLUMN quality_rows.observed IS 'The figure seen.';
COMMENT ON COLUMN quality_rows.description IS 'What the rule wants.';

COMMENT ON TABLE quality_bounds IS 'Bounds of the rule `volume`, one row, written from the settings by each load.';
COMMENT ON COLUMN quality_bounds.one IS 'Always true: there is one row.';
COMMENT ON COLUMN quality_bounds.volume_low IS 'Share of the mean under which an outlet''s day is thin.';
COMMENT ON COLUMN quality_bounds.volume_high IS 'Share of the mean over which an outlet''s day is flooded.';
COMMENT ON COLUMN quality_bounds.least_days IS 'Days of history needed before an outlet is judged.';
COMMENT ON COLUMN quality_bounds.least_mean IS 'Mean articles a day needed before an outlet is judged.';

COMMENT ON VIEW outlet_volumes IS 'Loaded articles of each outlet and day against its own last 28 days.';
COMMENT ON COLUMN outlet_volumes.day IS 'WIB day.';
COMMENT ON COLUMN outlet_volumes.outlet IS 'Publisher.';
COMMENT ON COLUMN outlet_volumes.loaded IS 'Articles loaded that day.';
COMMENT ON COLUMN outlet_volumes.mean IS 'Mean articles a day over those of the 28 days before on which the outlet announced anything.';
COMMENT ON COLUMN outlet_volumes.days IS 'Number of those days.';
COMMENT ON COLUMN outlet_volumes.verdict IS 'usual, thin, flooded, or unknown (too little history).';

COMMENT ON VIEW day_balance IS 'Per loaded day: discovered = sum of all outcomes, nothing lost.';
COMMENT ON COLUMN day_balance.day IS 'WIB day.';
COMMENT ON COLUMN day_balance.discovered IS 'Addresses discovered for the day, as of its last load.';
COMMENT ON COLUMN day_balance.loaded IS 'Articles in articles.';
COMMENT ON COLUMN day_balance.duplicate IS 'Copies of another article.';
COMMENT ON COLUMN day_balance.not_article IS 'Pages that are no article: video, gallery, index …';
COMMENT ON COLUMN day_balance.quarantined IS 'Articles a rule refused.';
COMMENT ON COLUMN day_balance.failed IS 'Pages that could not be fetched or read.';
COMMENT ON COLUMN day_balance.blocked IS 'Pages robots.txt asks us not to fetch.';
COMMENT ON COLUMN day_balance.pending IS 'Pages still to be fetched.';
COMMENT ON COLUMN day_balance.late IS 'Discovered since the last load; the next load counts them.';
COMMENT ON COLUMN day_balance.lost IS 'Discovered before the last load and without an outcome: always 0, or something is broken.';
COMMENT ON COLUMN day_balance.balanced IS 'Whether the figures add up and nothing is lost.';

COMMENT ON VIEW missing_sources IS 'Outlets that were expected on a loaded day and announced nothing.';
COMMENT ON COLUMN missing_sources.day IS 'WIB day.';
COMMENT ON COLUMN missing_sources.outlet IS 'Publisher.';
COMMENT ON COLUMN missing_sources.reason IS 'Name of the failure of its archive or feed; nothing_announced when all worked.';

COMMENT ON TABLE loads IS 'Journal: when a day was swapped in and by which code. The one table with wall-clock times.';
COMMENT ON COLUMN loads.load_id IS 'Number of the load.';
COMMENT ON COLUMN loads.day IS 'WIB day.';
COMMENT ON COLUMN loads.loaded_at IS 'When the landing was read for it.';
COMMENT ON COLUMN loads.run_id IS 'Run that did it; empty from a shell.';
COMMENT ON COLUMN loads.code IS 'Version of the stages.';
COMMENT ON COLUMN loads.counts IS 'Discovered addresses and outcomes of that load.';

COMMENT ON TABLE migrations IS 'Schema files applied to this database.';
COMMENT ON COLUMN migrations.number IS 'Number of the file.';
COMMENT ON COLUMN migrations.name IS 'Name of the file.';
COMMENT ON COLUMN migrations.digest IS 'Hash of the file as applied.';
COMMENT ON COLUMN migrations.applied_at IS 'When.';

DO $$  -- the views show the columns of their table: give them the same words
DECLARE pair text[]; col record;
BEGIN
  FOREACH pair SLICE 1 IN ARRAY ARRAY[['article_rows', 'articles'], ['article_rows', 'article_copies'], ['quality_rows', 'quality_results']] LOOP
    FOR col IN SELECT attname, col_description(attrelid, attnum) AS words FROM pg_attribute
               WHERE attrelid = pair[1]::regclass AND attnum > 0 AND NOT attisdropped LOOP
      EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', pair[2], col.attname, col.words);
    END LOOP;
  END LOOP;
END $$;
