-- Who and what an article names with every place of it, who says what, and where it happens. Articles loaded before have none of it
-- until their day is loaded again.
CREATE TABLE entities (
  entity_id  text PRIMARY KEY,
  type       text NOT NULL,
  kind       text NOT NULL,
  name       text NOT NULL,
  registered boolean NOT NULL
);
COMMENT ON TABLE entities IS 'A person, organisation or place that at least one loaded article names.';
COMMENT ON COLUMN entities.entity_id IS 'Its type, a colon, and its id: that of seeds/tags, or its normalised full name (with role or place where that tells namesakes apart).';
COMMENT ON COLUMN entities.type IS 'person, organisation or place.';
COMMENT ON COLUMN entities.kind IS 'Finer where seeds/tags knows it (person, body, province, regency, country), else the type.';
COMMENT ON COLUMN entities.name IS 'Its name in seeds/tags, else the fullest name as most articles print it.';
COMMENT ON COLUMN entities.registered IS 'Whether seeds/tags knows it.';

CREATE TABLE mentions (
  article_id text NOT NULL REFERENCES article_rows ON DELETE CASCADE,
  entity_id  text NOT NULL,
  type       text NOT NULL,
  kind       text NOT NULL,
  name       text NOT NULL,
  role       text NOT NULL,
  score      real NOT NULL,
  is_main    boolean NOT NULL,
  registered boolean NOT NULL,
  starts     integer[] NOT NULL,
  ends       integer[] NOT NULL,
  version    text NOT NULL,
  PRIMARY KEY (article_id, entity_id)
);
CREATE INDEX mentions_entity ON mentions (entity_id, is_main);
COMMENT ON TABLE mentions IS 'An entity that an article names, with every place of it in the text.';
COMMENT ON COLUMN mentions.article_id IS 'The article.';
COMMENT ON COLUMN mentions.entity_id IS 'The entity (entities).';
COMMENT ON COLUMN mentions.type IS 'person, organisation or place.';
COMMENT ON COLUMN mentions.kind IS 'Finer where seeds/tags knows it (person, body, province, regency, country), else the type.';
COMMENT ON COLUMN mentions.name IS 'Its name in seeds/tags, else the fullest name in this article.';
COMMENT ON COLUMN mentions.role IS 'Office or description printed with a person''s name; empty when there is none.';
COMMENT ON COLUMN mentions.score IS 'How sure the tagger is, 0 to 1.';
COMMENT ON COLUMN mentions.is_main IS 'Whether the article is about it; else it is named in passing.';
COMMENT ON COLUMN mentions.registered IS 'Whether seeds/tags knows it.';
COMMENT ON COLUMN mentions.starts IS 'First character of each mention in the text, from 0, in order.';
COMMENT ON COLUMN mentions.ends IS 'Character after the last one of each mention; as many as starts.';
COMMENT ON COLUMN mentions.version IS 'Version of the tagger.';

CREATE TABLE quotes (
  article_id text NOT NULL REFERENCES article_rows ON DELETE CASCADE,
  start      integer NOT NULL,
  "end"      integer NOT NULL,
  entity_id  text NOT NULL,
  speaker    text NOT NULL,
  role       text NOT NULL,
  verb       text NOT NULL,
  text       text NOT NULL,
  direct     boolean NOT NULL,
  version    text NOT NULL,
  PRIMARY KEY (article_id, start)
);
CREATE INDEX quotes_entity ON quotes (entity_id) WHERE entity_id <> '';
COMMENT ON TABLE quotes IS 'Words that an article gives as somebody''s: in quotation marks, or the clause after a word of saying.';
COMMENT ON COLUMN quotes.article_id IS 'The article.';
COMMENT ON COLUMN quotes.start IS 'First character of the words in the text, from 0.';
COMMENT ON COLUMN quotes."end" IS 'Character after the last one.';
COMMENT ON COLUMN quotes.entity_id IS 'Who says it (entities); empty for a speaker who is only described.';
COMMENT ON COLUMN quotes.speaker IS 'Name of the speaker, or the description as printed ("warga").';
COMMENT ON COLUMN quotes.role IS 'Office printed with the speaker''s name; empty when there is none.';
COMMENT ON COLUMN quotes.verb IS 'Word of saying as printed; empty where the quote before goes on.';
COMMENT ON COLUMN quotes.text IS 'The words.';
COMMENT ON COLUMN quotes.direct IS 'Whether they stand in quotation marks.';
COMMENT ON COLUMN quotes.version IS 'Version of the tagger.';

ALTER TABLE article_rows ADD COLUMN about_regency text NOT NULL DEFAULT '', ADD COLUMN about_province text NOT NULL DEFAULT '';
COMMENT ON COLUMN article_rows.about_regency IS 'Code of the regency where the news happens; empty where the text does not tell.';
COMMENT ON COLUMN article_rows.about_province IS 'Code of the province where the news happens; empty where the text does not tell.';
CREATE INDEX article_rows_about ON article_rows (about_province, about_regency) WHERE about_province <> '';

CREATE OR REPLACE VIEW articles AS SELECT * FROM article_rows WHERE copy_of IS NULL;
CREATE OR REPLACE VIEW article_copies AS SELECT * FROM article_rows WHERE copy_of IS NOT NULL;
DO $$  -- the views show the columns of their table: give them the same words
DECLARE view text; part text;
BEGIN
  FOREACH view IN ARRAY ARRAY['articles', 'article_copies'] LOOP
    FOREACH part IN ARRAY ARRAY['about_regency', 'about_province'] LOOP
      EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', view, part,
        (SELECT col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = 'article_rows'::regclass AND attname = part));
    END LOOP;
  END LOOP;
END $$;
