/*
 * names.c
 *		Which step of a funnel an event is, by its name.
 *
 * A funnel asks that of each event, so that most are told by a look at one place of a small table.
 */
#include "journey/names.h"

void
cv_begin_names(StepNames *names)
{
	memset(names, 0, sizeof(*names));
	for (int i = 0; i < NAME_CLUES; i++)
		names->guesses[i].step = CVM_NO_STEP;
}

/* Shorter names are looked for: each guess is of a name with ends. */
void
cv_add_name(StepNames *names, const char *name, int step)
{
	int			length = VARSIZE(name) - VARHDRSZ;
	NameGuess  *guess;
	uint64		ends;

	if (length < (int) sizeof(uint32))
		return;
	ends = cv_name_ends(VARDATA(name), length);
	guess = &names->guesses[cv_name_clue(ends, length)];
	if (guess->mask == 0)
		*guess = (NameGuess)
	{
		PG_UINT64_MAX, ends, length, step, VARDATA(name)
	};
}
