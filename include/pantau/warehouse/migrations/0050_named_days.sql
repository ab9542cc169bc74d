-- The list of who is named counts the mentions of a range of days. It read every article row and every mention for that, and all quotes
-- once for each name shown.
CREATE INDEX article_rows_shown ON article_rows (day) INCLUDE (article_id) WHERE copy_of IS NULL;
CREATE INDEX mentions_type ON mentions (type, article_id) INCLUDE (entity_id, is_main);
CREATE INDEX quotes_article ON quotes (article_id) INCLUDE (entity_id) WHERE entity_id <> '';
-- Words of titles: the index of all words does not know where they stand, so `judul:` opened every article that has them anywhere.
CREATE INDEX article_rows_titles ON article_rows USING gin (ts_filter(search, '{a}'));
