/* Who a customer is: bigint, uuid or text */
#ifndef CV_CORE_KEY_H
#define CV_CORE_KEY_H

#include "postgres.h"

#include "common/hashfn.h"
#include "core/seed.h"
#include "core/varint.h"
#include "fmgr.h"

typedef enum CvKeyKind
{
	CV_KEY_BIGINT,
	CV_KEY_UUID,
	CV_KEY_TEXT
} CvKeyKind;

#define CV_KEY_KINDS	(CV_KEY_TEXT + 1)

/* bigint: a; uuid: a and b, its bytes; text: address and length of a string that the key does not own, and that is not terminated */
typedef struct CvKey
{
	uint64		a;
	uint64		b;
} CvKey;

extern const char *const cv_key_kinds[CV_KEY_KINDS];

extern CvKeyKind cv_key_kind(Oid type);
extern void cv_check_same_key(CvKeyKind a, CvKeyKind b);

/* Of cv_key_arg(), for keys that are no bigint */
extern CvKey cv_long_key_arg(FunctionCallInfo fcinfo, int n, CvKeyKind kind);

/* The key in argument n.  One that is text is a view of the argument, or of its detoasted copy in the current context. */
static inline CvKey
cv_key_arg(FunctionCallInfo fcinfo, int n, CvKeyKind kind)
{
	CvKey		key = {0, 0};

	if (kind != CV_KEY_BIGINT)
		return cv_long_key_arg(fcinfo, n, kind);
	key.a = (uint64) PG_GETARG_INT64(n);
	return key;
}

/* A key for people to read, in memory of its own in the current context */
extern char *cv_key_text(CvKeyKind kind, CvKey key);

/* How many bytes a key takes at the most, and how many it took in bytes that have that room */
extern Size cv_key_room(CvKeyKind kind, CvKey key);
extern int	cv_write_key(uint8 *bytes, CvKeyKind kind, CvKey key);

/* The next key.  One that is text is a view of the reader's bytes.  The reader fails where there is none; the key means nothing then. */
extern CvKey cv_read_key(CvReader *reader, CvKeyKind kind);

/* Below 0 if a comes before b, 0 if they are equal, above 0 if a comes after b: bigint by size, the others by their bytes */
extern int	cv_compare_keys(CvKeyKind kind, CvKey a, CvKey b);

/* The string of a key that is text; it has key.b bytes. */
static inline const char *
cv_key_bytes(CvKey key)
{
	return (const char *) (uintptr_t) key.a;
}

/* All bits are as good as any; nobody who does not know the seed can choose keys that meet. */
static inline uint64
cv_hash_key(const CvSeed *seed, CvKeyKind kind, CvKey key)
{
	if (kind == CV_KEY_TEXT)
		key.a = hash_bytes_extended((const unsigned char *) cv_key_bytes(key), (int) key.b, seed->added);
	else if (kind == CV_KEY_UUID)
		key.a ^= cv_mix(seed, key.b);
	return cv_mix(seed, key.a);
}

static inline bool
cv_keys_equal(CvKeyKind kind, CvKey a, CvKey b)
{
	if (kind == CV_KEY_TEXT)
		return a.b == b.b && memcmp(cv_key_bytes(a), cv_key_bytes(b), a.b) == 0;
	return a.a == b.a && a.b == b.b;
}

#endif
