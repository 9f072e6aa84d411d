/* The decoder of compact integers: any bytes; what was written is read again */
#include "postgres.h"

#include "core/varint.h"
#include "fuzz.h"

#undef fprintf					/* the server's own */

static void
CheckReturn(uint64 value)
{
	char		bytes[2 * CV_VARINT_MAX];
	StringInfoData written = {bytes, 0, sizeof(bytes), 0};
	CvReader	reader = {.next = (const uint8 *) bytes};

	cv_put_varint(&written, value);
	PROMISE(written.len <= CV_VARINT_MAX, "%d bytes", written.len);
	written.len += cv_write_signed((uint8 *) written.data + written.len, (int64) value);
	reader.end = reader.next + written.len;
	PROMISE(cv_get_varint(&reader) == value && cv_get_signed(&reader) == (int64) value && !reader.failed && reader.next == reader.end,
			"value %llu", (unsigned long long) value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CvReader	reader = {.next = data, .end = data + size};

	while (!reader.failed)
	{
		const uint8 *before = reader.next;
		uint64		value = size % 2 ? cv_get_varint(&reader) : (uint64) cv_get_signed(&reader);

		PROMISE(reader.next <= reader.end && reader.next - before <= CV_VARINT_MAX, "%d bytes", (int) (reader.next - before));
		if (!reader.failed)
			CheckReturn(value);
	}
	return 0;
}
