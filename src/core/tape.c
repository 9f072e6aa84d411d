/*
 * tape.c
 *		JSON texts by the server's own parser.
 *
 * The parser calls back at every value, in the order of the text, but keys may stand in any order: jsonb
 * sorts them.  A tree of what was read takes some hundred bytes for each number (jsonb, twice that and 256 MB at
 * the most).  What is kept here is where each value begins, four bytes for at least two of text; the
 * values themselves stay where they are until they are asked for.
 */
#include "core/tape.h"

#include "common/jsonapi.h"
#include "core/compat.h"
#include "core/form.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/jsonfuncs.h"
#include "utils/memutils.h"

#define FIRST_ROOM	64

typedef struct TapeWriter
{
	CvTape	   *tape;
	JsonLexContext *lex;
	const char *type;
	uint32		open[CV_TAPE_DEPTH];	/* containers under way */
	int			depth;
} TapeWriter;

static void
PutPlace(CvTape *tape, uint32 place)
{
	if (tape->n == tape->room)
	{
		tape->room *= 2;
		tape->places = repalloc_huge(tape->places, tape->room * sizeof(uint32));
	}
	tape->places[tape->n++] = place;
}

static void
PutValue(TapeWriter *writer)
{
	CHECK_FOR_INTERRUPTS();
	PutPlace(writer->tape, (uint32) (writer->lex->token_start - writer->tape->text));
}

static void
BeginContainer(TapeWriter *writer)
{
	if (writer->depth == 0)
		PutValue(writer);		/* what is within others was put as an element or a member */
	if (writer->depth == CV_TAPE_DEPTH)
		cv_bad_text(writer->type, "It is nested too deeply.");
	writer->open[writer->depth++] = writer->tape->n;
	PutPlace(writer->tape, 0);
}

static void
EndContainer(TapeWriter *writer)
{
	writer->tape->places[writer->open[--writer->depth]] = writer->tape->n;
}

/* The parser's actions return nothing before PostgreSQL 16, and JSON_SUCCESS since then. */
static CvJsonResult
OnBegin(void *writer)
{
	BeginContainer(writer);
	CV_JSON_RETURN;
}

static CvJsonResult
OnEnd(void *writer)
{
	EndContainer(writer);
	CV_JSON_RETURN;
}

static CvJsonResult
OnElement(void *writer, bool isnull)
{
	(void) isnull;
	PutValue(writer);
	CV_JSON_RETURN;
}

static CvJsonResult
OnMember(void *writer, char *name, bool isnull)
{
	(void) isnull;
	PutValue(writer);
	if (name)
		pfree(name);
	CV_JSON_RETURN;
}

/* The text must outlive the tape; it is an object. */
void
cv_tape_read(CvTape *tape, char *text, const char *type)
{
	TapeWriter	writer = {tape, NULL, type, {0}, 0};
	JsonSemAction actions = {0};

	tape->text = text;

	tape->n = 0;
	tape->room = FIRST_ROOM;
	tape->places = palloc(FIRST_ROOM * sizeof(uint32));
	writer.lex = cv_json_lexer(text, strlen(text), GetDatabaseEncoding(), false);
	actions.semstate = &writer;
	actions.object_start = actions.array_start = OnBegin;
	actions.object_end = actions.array_end = OnEnd;
	actions.array_element_start = OnElement;
	actions.object_field_start = OnMember;
	pg_parse_json_or_ereport(writer.lex, &actions);
	if (tape->n == 0 || *cv_tape_at(tape, 0) != '{')
		cv_bad_text(type, "It must be a JSON object.");
}

/* The place behind a value and what it contains */
uint32
cv_tape_next(const CvTape *tape, uint32 i)
{
	char		first = *cv_tape_at(tape, i);

	return first == '{' || first == '[' ? tape->places[i + 1] : i + 1;
}

static const char *
SkipBlanksBack(const char *c)
{
	while (c[-1] == ' ' || c[-1] == '\t' || c[-1] == '\n' || c[-1] == '\r')
		c--;
	return c;
}

/*
 * Has the member that begins at place i this key?  The key is looked for in front of the value, as it is written: keys
 * here have no characters that would have to be escaped.
 */
bool
cv_tape_has_key(const CvTape *tape, uint32 i, const char *key)
{
	const char *colon = SkipBlanksBack(cv_tape_at(tape, i)) - 1;
	const char *quote = SkipBlanksBack(colon) - 1;
	int			length = strlen(key);

	return quote - tape->text >length + 1 && memcmp(quote - length, key, length) == 0
		&& quote[-length - 1] == '"' && quote[-length - 2] != '\\';
}

static CvJsonResult
OnString(void *result, char *token, JsonTokenType kind)
{
	(void) kind;
	*(char **) result = token;
	CV_JSON_RETURN;
}

/* A string with escapes as the server reads it; what its lexer takes, which is more than most strings, is freed. */
static char *
UnescapedString(const char *start, int length)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "custval string", ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(scratch);
	JsonSemAction actions = {0};
	char	   *string = NULL;

	actions.semstate = &string;
	actions.scalar = OnString;
	pg_parse_json_or_ereport(cv_json_lexer(unconstify(char *, start), length, GetDatabaseEncoding(), true), &actions);
	MemoryContextSwitchTo(old);
	string = pstrdup(string);
	MemoryContextDelete(scratch);
	return string;
}

/*
 * A string that begins with a quote, without what escapes it; it belongs to the caller.  A log can have megabytes, which have
 * no escapes and are searched as the C library can, many bytes at a time.
 */
static char *
StringAt(const char *start, int *length)
{
	const char *end = strchr(start + 1, '"');
	char	   *string;

	*length = (int) (end - start) - 1;
	if (memchr(start, '\\', *length + 1) == NULL)
	{
		string = palloc(*length + 1);
		memcpy(string, start + 1, *length);
		string[*length] = '\0';
		return string;
	}
	for (end = start + 1; *end != '"'; end++)
		end += *end == '\\';
	string = UnescapedString(start, (int) (end + 1 - start));
	*length = strlen(string);
	return string;
}

/* That of this place, or NULL if there is none */
char	   *
cv_tape_string(const CvTape *tape, uint32 i, int *length)
{
	const char *start = cv_tape_at(tape, i);

	return *start == '"' ? StringAt(start, length) : NULL;
}

/* Is the character escaped, by an odd number of backslashes before it? */
static bool
IsEscaped(const char *c)
{
	int			backslashes = 0;

	while (c[-1 - backslashes] == '\\')
		backslashes++;
	return backslashes % 2 == 1;
}

/* The key of the member whose value is at this place, whatever characters it has; it belongs to the caller */
char	   *
cv_tape_key(const CvTape *tape, uint32 i, int *length)
{
	const char *colon = SkipBlanksBack(cv_tape_at(tape, i)) - 1;
	const char *start = SkipBlanksBack(colon) - 2;

	while (*start != '"' || IsEscaped(start))
		start--;
	return StringAt(start, length);
}
