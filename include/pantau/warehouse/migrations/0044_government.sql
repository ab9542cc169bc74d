-- Offices of the state that publish of themselves are a type of their own.
COMMENT ON COLUMN outlets.type IS 'national, regional, international, network, business, community or government.';
