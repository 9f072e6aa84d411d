/*
 * formstring.c
 *		Fields of forms that are strings in a text: words of a list, days, keys of customers.
 */
#include "core/formfield.h"

#include "core/check.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/uuid.h"

static void
PrintString(CvForm *form, const char *key, const char *string)
{
	cv_begin_field(form, key);
	escape_json(form->out, string);
}

static void
SendString(CvForm *form, const char *string, int length)
{
	char	   *sent = pg_server_to_any(string, length, PG_UTF8);

	length = sent == string ? length : (int) strlen(sent);
	cv_put_varint((cv_binary_room(form, CV_FIELD_ROOM + length), form->out), length);
	appendBinaryStringInfo(form->out, sent, length);
	if (sent != string)
		pfree(sent);
}

static char *
ReceiveString(CvForm *form, int *length)
{
	uint64		bytes = cv_get_varint(&form->reader);
	const char *sent = (const char *) cv_take_bytes(form, bytes);
	char	   *copy;
	char	   *string;

	/* A copy would end there, and its end is not looked for where it is read. */
	if (memchr(sent, '\0', bytes))
		cv_form_refuse(form, "A string must not have a null character.");
	copy = pnstrdup(sent, bytes);
	string = pg_any_to_server(copy, (int) bytes, PG_UTF8);
	if (string != copy)
		pfree(copy);
	*length = strlen(string);
	return string;
}

/* It is terminated, and may be any but for one with a null character; what is read is the caller's */
void
cv_form_string(CvForm *form, const char *key, const char **string, int *length)
{
	uint32		place;

	CHECK_FOR_INTERRUPTS();
	if (form->reads && form->binary)
		*string = ReceiveString(form, length);
	else if (form->reads)
	{
		place = cv_find_field(form, key);
		*string = place == CV_NO_PLACE ? NULL : cv_tape_string(&form->tape, place, length);
		if (*string == NULL)
			cv_refuse_field(form, key, "a string");
	}
	else if (form->binary)
		SendString(form, *string, *length);
	else
		PrintString(form, key, *string);
}

/* The key of the next member, as a string; its value is the next field, which has no other key */
void
cv_form_member(CvForm *form, const char **string, int *length)
{
	if (form->binary)
		cv_form_string(form, NULL, string, length);
	else if (form->reads)
		*string = cv_tape_key(&form->tape, form->frames[form->depth - 1].next, length);
	else
	{
		PrintString(form, NULL, *string);
		appendStringInfoString(form->out, ": ");
		form->comma = false;
	}
}

/* One of some words, by its number */
void
cv_form_word(CvForm *form, const char *key, uint8 *word, const char *const *words, int n)
{
	const char *string;
	int			length;

	if (form->binary)
		cv_form_int(form, key, word, 0, n - 1);
	else if (!form->reads)
		PrintString(form, key, words[*word]);
	else
	{
		cv_form_string(form, key, &string, &length);
		for (*word = 0; *word < n && strcmp(string, words[*word]) != 0;)
			++* word;
		if (*word == n)
			cv_refuse_field(form, key, cv_list_words(words, n, " or "));
	}
}

/* A day as cv_day_text() writes it: the server reads more than that, even "today" */
static DateADT
ParseDay(const char *string)
{
	const char *rest = string + strspn(string, "0123456789-");
	DateADT		day = DATEVAL_NOEND;

	if (*rest == '\0' || strcmp(rest, " BC") == 0)
		day = DatumGetDateADT(DirectFunctionCall1(date_in, CStringGetDatum(string)));
	return DATE_NOT_FINITE(day) || strcmp(string, cv_day_text(day)) != 0 ? DATEVAL_NOEND : day;
}

void
cv_form_day(CvForm *form, const char *key, DateADT *day)
{
	const char *string;
	int			length;

	if (form->binary)
		cv_form_int(form, key, day, PG_INT32_MIN, PG_INT32_MAX);
	else if (!form->reads)
		PrintString(form, key, cv_day_text(*day));
	else
	{
		cv_form_string(form, key, &string, &length);
		*day = ParseDay(string);
	}
	if (form->reads && !cv_day_is_valid(*day))
		cv_refuse_field(form, key, "a date in the form 2026-01-31");
}

/* ---------- customers ---------- */

static void
FormUuid(CvForm *form, const char *key, CvKey *customer)
{
	const char *string = NULL;
	int			length;

	if (form->binary && form->reads)
		memcpy(customer, cv_take_bytes(form, sizeof(CvKey)), sizeof(CvKey));
	else if (form->binary)
		appendBinaryStringInfo(form->out, (const char *) customer, sizeof(CvKey));
	else if (!form->reads)
		PrintString(form, key, cv_key_text(CV_KEY_UUID, *customer));
	else
	{
		cv_form_string(form, key, &string, &length);
		memcpy(customer, DatumGetUUIDP(DirectFunctionCall1(uuid_in, CStringGetDatum(string)))->data, sizeof(CvKey));
	}
}

/* The key of a customer; the bytes of one that is text are the caller's, and terminated in a text form */
void
cv_form_key(CvForm *form, const char *key, CvKeyKind kind, CvKey *customer)
{
	const char *string = (const char *) (uintptr_t) customer->a;
	int64		number = (int64) customer->a;
	int			length = (int) customer->b;

	if (kind == CV_KEY_BIGINT)
	{
		cv_form_number(form, key, &number, PG_INT64_MIN, PG_INT64_MAX);
		customer->a = (uint64) number;
	}
	else if (kind == CV_KEY_UUID)
		FormUuid(form, key, customer);
	else
	{
		if (!form->reads && !form->binary)
			string = pnstrdup(string, length);
		cv_form_string(form, key, &string, &length);
		customer->a = (uint64) (uintptr_t) string;
		customer->b = length;
	}
}
