/*
 * phrases.c
 *		The phrases of a comment: runs of lexemes at adjoining positions of a tsvector.
 *
 * A position may have several lexemes (compounds, synonyms), and a lexeme several positions.  So the occurrences are put in the order of
 * positions, and runs are walked from each: as many as there are ways through the lexemes of the positions.  A tsvector
 * that somebody made by hand can have more ways than memory; their number is bounded.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "core/check.h"
#include "miscadmin.h"
#include "tsearch/ts_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "voice/termagg.h"

#define MAX_SIZE		10
#define LAST_PLACE		(MAXENTRYPOS - 1)	/* where a tsvector has all words that stand there or
											 * later */
#define MAX_RUNS		1000000 /* shorter ones on the way to phrases, too */
#define MAX_BYTES		(64 * 1024 * 1024)	/* of all phrases, before those that stand twice are
											 * left out */

/* A lexeme where it stands */
typedef struct Word
{
	int			position;
	int			next;			/* the first word at a later position */
	Term		term;
} Word;

#define ST_SORT			SortWords
#define ST_ELEMENT_TYPE Word
#define ST_COMPARE(a, b) ((a)->position - (b)->position)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT			SortPhrases
#define ST_ELEMENT_TYPE Term
#define ST_COMPARE(a, b) cv_compare_terms(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

typedef struct Phrases
{
	Word	   *words;			/* by position */
	int			n_words;
	int			size;			/* of a phrase, in words */
	Term	   *found;
	int			n;
	int			room;
	int			runs;
	int			bytes;
	char		buffer[CV_MAX_TERM + 1];	/* the run under way, each lexeme with a blank behind
											 * it */
} Phrases;

static int
CountWords(TSVector vector)
{
	int			n = 0;

	for (int i = 0; i < vector->size; i++)
		n += POSDATALEN(vector, &ARRPTR(vector)[i]);
	return n;
}

static void
ReadWords(TSVector vector, Phrases *phrases)
{
	phrases->words = palloc_extended(Max(CountWords(vector), 1) * sizeof(Word), MCXT_ALLOC_HUGE);
	for (int i = 0; i < vector->size; i++)
	{
		WordEntry  *entry = &ARRPTR(vector)[i];
		int			positions = POSDATALEN(vector, entry);

		for (int j = 0; j < positions; j++)
			phrases->words[phrases->n_words++] = (Word)
		{
			WEP_GETPOS(POSDATAPTR(vector, entry)[j]), i,
			{
				STRPTR(vector) + entry->pos, entry->len
			}
		};
	}
	SortWords(phrases->words, phrases->n_words);
	for (int i = phrases->n_words - 1; i >= 0; i--)
	{
		bool		last = i + 1 == phrases->n_words || phrases->words[i + 1].position > phrases->words[i].position;

		phrases->words[i].next = last ? i + 1 : phrases->words[i + 1].next;
	}
}

static void
CheckPhrases(const Phrases *phrases)
{
	if (phrases->runs > MAX_RUNS || phrases->bytes > MAX_BYTES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 phrases->runs > MAX_RUNS
				 ? errmsg("the lexemes of a tsvector may stand in at most %d runs", MAX_RUNS)
				 : errmsg("the phrases of a tsvector may have at most %d bytes", MAX_BYTES),
				 errhint("Pass a smaller size, or the tsvector of a shorter text.")));
}

/* The text of it, of which the found one is a view */
static void
KeepPhrase(Phrases *phrases, int length)
{
	phrases->bytes += length;
	CheckPhrases(phrases);
	if (phrases->n == phrases->room)
	{
		phrases->room *= 2;
		phrases->found = repalloc(phrases->found, phrases->room * sizeof(Term));
	}
	phrases->found[phrases->n++] = (Term)
	{
		VARDATA(cstring_to_text_with_len(phrases->buffer, length)), length
	};
}

/* All phrases that go on with the word, of which so many words and bytes are there already */
static void
WalkWords(Phrases *phrases, int word, int words, int length)
{
	const Word *w = &phrases->words[word];

	CHECK_FOR_INTERRUPTS();
	phrases->runs++;
	CheckPhrases(phrases);
	if (length + w->term.length > CV_MAX_TERM)
		return;
	memcpy(phrases->buffer + length, w->term.bytes, w->term.length);
	length += w->term.length;
	if (words + 1 == phrases->size)
	{
		KeepPhrase(phrases, length);
		return;
	}
	phrases->buffer[length++] = ' ';
	if (w->position + 1 == LAST_PLACE)
		return;
	for (int next = w->next; next < phrases->n_words && phrases->words[next].position == w->position + 1; next++)
		WalkWords(phrases, next, words + 1, length);
}

/* Those that are different, in order */
static ArrayType *
DistinctPhrases(Phrases *phrases)
{
	Datum	   *elements = palloc(Max(phrases->n, 1) * sizeof(Datum));
	int			n = 0;

	SortPhrases(phrases->found, phrases->n);
	for (int i = 0; i < phrases->n; i++)
		if (i == 0 || cv_compare_terms(&phrases->found[i - 1], &phrases->found[i]) != 0)
			elements[n++] = PointerGetDatum(phrases->found[i].bytes - VARHDRSZ);
	return construct_array(elements, n, TEXTOID, -1, false, TYPALIGN_INT);
}

/* (v, size) */
PG_FUNCTION_INFO_V1(cvsql_phrases);
Datum
cvsql_phrases(PG_FUNCTION_ARGS)
{
	TSVector	vector = PG_GETARG_TSVECTOR(0);
	int64		size = PG_GETARG_INT64(1);
	Phrases		phrases = {.room = 64};

	if (size < 1 || size > MAX_SIZE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("size must lie between 1 and %d, not " INT64_FORMAT, MAX_SIZE, size),
				 errhint("Such as 2, for pairs of words.")));
	phrases.size = (int) size;
	phrases.found = palloc(phrases.room * sizeof(Term));
	ReadWords(vector, &phrases);
	for (int i = 0; i < phrases.n_words; i++)
		WalkWords(&phrases, i, 0, 0);
	PG_RETURN_ARRAYTYPE_P(DistinctPhrases(&phrases));
}
