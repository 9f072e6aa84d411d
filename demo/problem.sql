-- Why a text cannot be read as a type, or NULL. pg_input_is_valid() is not in PostgreSQL 14 and 15.
CREATE FUNCTION problem(value text, type regtype) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT %L::%s', value, type);
	RETURN NULL;
EXCEPTION WHEN data_exception THEN
	RETURN SQLERRM;
END $$;
