/*
 * type.c
 *		The external forms of a type, made from its description.
 *
 * Binary form: version, whether the value is open, then the fields.  Text: {"version": 1, fields}.  A value whose
 * text would be long, and an open one, is {"version": 1, "packed": [...]}, JSON too: the binary form by base64, in
 * pieces, for the parser looks for interrupts between elements only, and jsonb takes no string above 256 MB.
 */
#include "core/type.h"

#include "common/base64.h"
#include "core/aggregate.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"

#define LONG_VALUE		(1024 * 1024)	/* bytes, above which a value is packed */
#define PIECE			49152	/* bytes of a piece, a multiple of 3: 64 kB of base64 */

/* ---------- binary ---------- */

static void
WriteBinary(StringInfo out, const CvType *type, const CvHead *value)
{
	CvForm		form = {.type = type->name,.open = value->open,.binary = true,.out = out};

	appendStringInfoChar(out, CV_VERSION);
	appendStringInfoChar(out, value->open);
	type->describe(&form, unconstify(CvHead *, value));
}

static uint8
ReceiveByte(CvForm *form)
{
	if (form->reader.next == form->reader.end)
		cv_form_refuse(form, "It ends too early.");
	return *form->reader.next++;
}

static void
CheckVersion(const CvForm *form, int64 version)
{
	if (version != CV_VERSION)
		cv_form_refuse(form, psprintf("Its version is " INT64_FORMAT ", and this custval reads version %d.", version, CV_VERSION));
}

/* The value in these bytes, which must have no more */
static void *
ReadBinary(const char *bytes, Size n, const CvType *type)
{
	CvForm		form = {.type = type->name,.reads = true,.binary = true};
	CvHead	   *value;

	form.reader.next = (const uint8 *) bytes;
	form.reader.end = form.reader.next + n;
	CheckVersion(&form, ReceiveByte(&form));
	form.open = ReceiveByte(&form) == 1;
	value = type->describe(&form, NULL);
	if (form.reader.next < form.reader.end)
		cv_form_refuse(&form, "It has more bytes than the value.");
	if (bytes[1] != value->open)
		cv_form_refuse(&form, "A value of this type is never open.");
	if (!value->open)
		cv_check_size(VARSIZE(value));
	return value;
}

Datum
cv_type_send(FunctionCallInfo fcinfo, const CvType *type)
{
	StringInfoData message;

	pq_begintypsend(&message);
	WriteBinary(&message, type, cv_any_value_arg(fcinfo, 0));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

Datum
cv_type_recv(FunctionCallInfo fcinfo, const CvType *type)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			n = message->len - message->cursor;

	PG_RETURN_POINTER(ReadBinary(pq_getmsgbytes(message, n), n, type));
}

/* ---------- text ---------- */

static void
AppendPiece(StringInfo text, const char *bytes, int n)
{
	int			room = pg_b64_enc_len(n);

	appendStringInfoString(text, text->data[text->len - 1] == '[' ? "\"" : ", \"");
	enlargeStringInfo(text, room + 1);
	text	  ->len += pg_b64_encode((void *) bytes, n, text->data + text->len, room);

	appendStringInfoChar(text, '"');
}

static void
AppendPacked(StringInfo text, const CvType *type, const CvHead *value)
{
	StringInfoData bytes;

	initStringInfo(&bytes);
	WriteBinary(&bytes, type, value);
	appendStringInfoString(text, ", \"packed\": [");
	for (int i = 0; i < bytes.len; i += PIECE)
	{
		CHECK_FOR_INTERRUPTS();
		AppendPiece(text, bytes.data + i, Min(PIECE, bytes.len - i));
	}
	appendStringInfoChar(text, ']');
	pfree(bytes.data);
}

Datum
cv_type_out(FunctionCallInfo fcinfo, const CvType *type)
{
	const CvHead *value = cv_any_value_arg(fcinfo, 0);
	StringInfoData text;
	CvForm		form = {.type = type->name,.comma = true,.out = &text};

	initStringInfo(&text);
	appendStringInfo(&text, "{\"version\": %d", CV_VERSION);
	if (value->open || VARSIZE(value) > LONG_VALUE)
		AppendPacked(&text, type, value);
	else
		type->describe(&form, unconstify(CvHead *, value));
	appendStringInfoChar(&text, '}');
	PG_RETURN_CSTRING(text.data);
}

/* The text becomes the one object that the form is in. */
static void
BeginText(CvForm *form, char *text, const char *type)
{
	form->type = type;
	form->reads = true;
	cv_tape_read(&form->tape, text, type);
	form->depth = 1;
	form->frames[0] = (CvFormFrame)
	{
		2, 2, cv_tape_next(&form->tape, 0), 0
	};
}

/* Behind the binary form that there is room for */
static int
DecodePiece(const CvForm *form, const char *piece, int length, char *bytes)
{
	int			n = pg_b64_decode(piece, length, (void *) bytes, pg_b64_dec_len(length));

	if (n < 0)
		cv_form_refuse(form, "A piece of \"packed\" is not base64.");
	return n;
}

static void *
ReadPacked(CvForm *form, const CvType *type)
{
	int64		pieces = cv_form_begin_array(form, "packed", 0);
	StringInfoData bytes;

	initStringInfo(&bytes);
	for (int64 i = 0; i < pieces; i++)
	{
		const char *piece;
		int			length;

		cv_form_string(form, NULL, &piece, &length);
		enlargeStringInfo(&bytes, length / 4 * 3 + 4);	/* no product that overflows */
		bytes.len += DecodePiece(form, piece, length, bytes.data + bytes.len);
		pfree(unconstify(char *, piece));
	}
	cv_form_end_array(form);
	return ReadBinary(bytes.data, bytes.len, type);
}

Datum
cv_type_in(FunctionCallInfo fcinfo, const CvType *type)
{
	CvForm		form = {0};
	int64		version = 0;
	void	   *value;

	BeginText(&form, PG_GETARG_CSTRING(0), type->name);
	cv_form_number(&form, "version", &version, 0, PG_INT32_MAX);
	CheckVersion(&form, version);
	if (cv_form_optional(&form, "packed", false))
		value = ReadPacked(&form, type);
	else
		value = type->describe(&form, NULL);
	cv_form_end_object(&form);
	PG_RETURN_POINTER(value);
}
