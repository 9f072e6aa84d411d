/*
 * form.c
 *		External forms: how types refuse them, and binary integers of 128 bits.
 */
#include "core/form.h"

#include "libpq/pqformat.h"

void
cv_bad_text(const char *type, const char *reason)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s", type),
			 errdetail("%s", reason)));
}

void
cv_bad_binary(const char *type, const char *reason)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary form of type %s", type),
			 errdetail("%s", reason)));
}

/* Its length and the text, in the client's encoding */
void
cv_send_text(StringInfo message, const char *string, int length)
{
#if PG_VERSION_NUM >= 170000
	pq_sendcountedtext(message, string, length);
#else
	pq_sendcountedtext(message, string, length, false);
#endif
}

void
cv_send_int128(StringInfo message, int128 value)
{
	pq_sendint64(message, (uint64) (value >> 64));
	pq_sendint64(message, (uint64) value);
}

int128
cv_receive_int128(StringInfo message)
{
	uint64		high = pq_getmsgint64(message);
	uint64		low = pq_getmsgint64(message);

	return (int128) (((uint128) high << 64) | low);
}
