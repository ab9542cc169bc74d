-- Whom an article is about and who is quoted in it are facets too, so that one index counts them and narrows by them.
COMMENT ON COLUMN article_rows.facets IS 'The tags of the article, each once, as kind/id (topic/ekonomi, province/31, person/joko-widodo), then main/entity_id of each person and body that it is about, and speaker/entity_id of each who is quoted; for searches.';
