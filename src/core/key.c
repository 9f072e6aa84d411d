/*
 * key.c
 *		Keys of customers.  Text is compared byte for byte, whatever its collation.
 */
#include "core/key.h"

#include "catalog/pg_type.h"
#include "core/compat.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/uuid.h"

/* as SQL calls the types */
const char *const cv_key_kinds[CV_KEY_KINDS] = {"bigint", "uuid", "text"};

CvKeyKind
cv_key_kind(Oid type)
{
	switch (type)
	{
		case INT8OID:
			return CV_KEY_BIGINT;
		case UUIDOID:
			return CV_KEY_UUID;
		case TEXTOID:
			return CV_KEY_TEXT;
		default:
			elog(ERROR, "unexpected type of customer key: %u", type);
	}
}

void
cv_check_same_key(CvKeyKind a, CvKeyKind b)
{
	if (a != b)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("summaries of %s and of %s customers cannot be combined", cv_key_kinds[a], cv_key_kinds[b]),
				 errhint("Make every summary with the same type of customer.")));
}

/* Of cv_key_arg() */
CvKey
cv_long_key_arg(FunctionCallInfo fcinfo, int n, CvKeyKind kind)
{
	CvKey		key;

	if (kind == CV_KEY_UUID)
		memcpy(&key, PG_GETARG_UUID_P(n)->data, sizeof(key));
	else
	{
		text	   *string = PG_GETARG_TEXT_PP(n);

		key.a = (uint64) (uintptr_t) VARDATA_ANY(string);
		key.b = VARSIZE_ANY_EXHDR(string);
	}
	return key;
}

/* A key for people to read */
char	   *
cv_key_text(CvKeyKind kind, CvKey key)
{
	if (kind == CV_KEY_BIGINT)
	{
		char	   *digits = palloc(MAXINT8LEN + 1);

		pg_lltoa((int64) key.a, digits);
		return digits;
	}
	if (kind == CV_KEY_UUID)
		return DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum((pg_uuid_t *) & key)));
	return pnstrdup(cv_key_bytes(key), key.b);
}

/* bigint by size, the others by their bytes */
int
cv_compare_keys(CvKeyKind kind, CvKey a, CvKey b)
{
	int			order;

	if (kind == CV_KEY_BIGINT)
		return ((int64) a.a > (int64) b.a) - ((int64) a.a < (int64) b.a);
	if (kind == CV_KEY_UUID)
		return memcmp(&a, &b, sizeof(CvKey));
	order = memcmp(cv_key_bytes(a), cv_key_bytes(b), Min(a.b, b.b));
	return order != 0 ? order : (a.b > b.b) - (a.b < b.b);
}

/* How many bytes a key may take */
Size
cv_key_room(CvKeyKind kind, CvKey key)
{
	return sizeof(CvKey) + CV_VARINT_MAX + (kind == CV_KEY_TEXT ? key.b : 0);
}

/* Returns how many bytes it took */
int
cv_write_key(uint8 *bytes, CvKeyKind kind, CvKey key)
{
	int			n;

	switch (kind)
	{
		case CV_KEY_BIGINT:
			return cv_write_signed(bytes, (int64) key.a);
		case CV_KEY_UUID:
			memcpy(bytes, &key, sizeof(key));
			return sizeof(key);
		default:
			n = cv_write_varint(bytes, key.b);
			memcpy(bytes + n, cv_key_bytes(key), key.b);
			return n + (int) key.b;
	}
}

/* A view of the bytes, of text, which from outside must be text: it may be written in a form */
CvKey
cv_read_key(CvReader *reader, CvKeyKind kind)
{
	CvKey		key = {0, 0};
	Size		bytes = sizeof(key);

	if (kind == CV_KEY_BIGINT)
	{
		key.a = (uint64) cv_get_signed(reader);
		return key;
	}
	if (kind == CV_KEY_TEXT)
		bytes = key.b = cv_get_varint(reader);
	if (bytes > (Size) (reader->end - reader->next))
	{
		reader->failed = true;
		return key;
	}
	if (kind == CV_KEY_TEXT)
	{
		key.a = (uint64) (uintptr_t) reader->next;
		if (reader->foreign)
			reader->failed |= !pg_verifymbstr(cv_key_bytes(key), (int) key.b, true);
	}
	else
		memcpy(&key, reader->next, sizeof(key));
	reader->next += bytes;
	return key;
}
