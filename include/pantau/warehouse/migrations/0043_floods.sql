-- Articles of a day so much alike (one template filled for every district, one text everywhere) that not all were compared with each other.
CREATE TABLE flood_days (
  day          date NOT NULL,
  first_id     text NOT NULL,
  line         text NOT NULL,
  articles     integer NOT NULL,
  outlets      integer NOT NULL,
  not_compared bigint NOT NULL,
  PRIMARY KEY (day, first_id)
);
COMMENT ON TABLE flood_days IS 'templates and identical texts of a day whose comparisons were bounded: dedupe compared each of their articles with the first and the nearest only';
COMMENT ON COLUMN flood_days.day IS 'the WIB day';
COMMENT ON COLUMN flood_days.first_id IS 'the article of it that was published first';
COMMENT ON COLUMN flood_days.line IS 'the first line of that article, at most 200 characters';
COMMENT ON COLUMN flood_days.articles IS 'how many articles of the day look like that';
COMMENT ON COLUMN flood_days.outlets IS 'how many outlets printed them';
COMMENT ON COLUMN flood_days.not_compared IS 'how many pairs of them were not compared';
