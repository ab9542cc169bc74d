-- What was learnt from landed pages, as stages read it: the page of an outlet shows it.
CREATE TABLE lessons (
  section   text NOT NULL CHECK (section IN ('containers', 'lines', 'parameters', 'zones')),
  place     text NOT NULL,
  what      text NOT NULL,
  seen      integer NOT NULL,
  of        integer,
  artefact  text NOT NULL,
  first_day date NOT NULL,
  last_day  date NOT NULL,
  PRIMARY KEY (section, place, what)
);
CREATE INDEX lessons_of_place ON lessons (place);
COMMENT ON TABLE lessons IS 'what the stages know from landed pages of past days, as of the last time that pages were learnt from';
COMMENT ON COLUMN lessons.section IS 'containers: the element that holds the text; lines: furniture; parameters: parameters of addresses that mean nothing; zones: metadata whose offset lies';
COMMENT ON COLUMN lessons.place IS 'outlet of lines and zones, host of containers and parameters';
COMMENT ON COLUMN lessons.what IS 'the selector, the line (at most 200 characters), the parameter, or the offset as written and the hours that are missing';
COMMENT ON COLUMN lessons.seen IS 'pages, articles or pairs of addresses that spoke for it';
COMMENT ON COLUMN lessons.of IS 'pages or articles that were looked at; of zones those that spoke for or against; null: not counted';
COMMENT ON COLUMN lessons.artefact IS 'the file that holds the lesson, beside the stage results; seeds: seeds/lessons/learnt.yaml';
COMMENT ON COLUMN lessons.first_day IS 'first day of the pages that were looked at';
COMMENT ON COLUMN lessons.last_day IS 'last day of them';
