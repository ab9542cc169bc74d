-- What a day lost a little at a time: each load may take a tenth, all loads together may not.
CREATE TABLE gone_articles (
  day        date NOT NULL,
  article_id text NOT NULL,
  url_key    text NOT NULL,
  outlet     text NOT NULL,
  url        text NOT NULL,
  title      text NOT NULL,
  PRIMARY KEY (day, article_id)
);
COMMENT ON TABLE gone_articles IS 'articles that loads took out of a day since it was first loaded, or since the last release of shrinks; they count as lost until they are back';
COMMENT ON COLUMN gone_articles.day IS 'the WIB day';
COMMENT ON COLUMN gone_articles.article_id IS 'its id, as it was loaded';
COMMENT ON COLUMN gone_articles.url_key IS 'the address in its one form';
COMMENT ON COLUMN gone_articles.outlet IS 'the outlet';
COMMENT ON COLUMN gone_articles.url IS 'the address as loaded';
COMMENT ON COLUMN gone_articles.title IS 'the headline as loaded; empty when it never was';
