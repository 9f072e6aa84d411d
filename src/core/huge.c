/*
 * huge.c
 *		Large memory.
 *
 * The processor knows the places of some 2,000 pages by heart.  A table of a million customers has 20,000 pages of 4 kB, so that nearly
 * every look-up would wait for a walk through the page tables first, and each page for the kernel when it is touched the first time.
 * Linux has pages of 2 MB; many systems give them to those only who ask.
 *
 * Memory that is touched the first time comes at some 300 MB per second where the system is a virtual one, so that who clears or copies
 * hundreds of megabytes at once is deaf to cancelling for a second: it is done in pieces.
 */
#include "core/huge.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#ifndef WIN32
#include <sys/mman.h>
#endif

#define PIECE		((Size) 4 << 20)

/* Memory of that size, whatever is in it; it is freed by pfree(), or with its context. */
void	   *
cv_huge_alloc(MemoryContext context, Size size)
{
	char	   *memory = MemoryContextAllocHuge(context, size);
#ifdef MADV_HUGEPAGE
	char	   *begin = (char *) TYPEALIGN(CV_HUGE_PAGE, memory);
	char	   *end = (char *) TYPEALIGN_DOWN(CV_HUGE_PAGE, memory + size);

	if (begin < end)
		(void) madvise(begin, end - begin, MADV_HUGEPAGE);	/* small pages would do */
#endif
	return memory;
}

void	   *
cv_huge_zeroed(MemoryContext context, Size size)
{
	char	   *memory = cv_huge_alloc(context, size);

	for (Size done = 0; done < size; done += PIECE)
	{
		CHECK_FOR_INTERRUPTS();
		memset(memory + done, 0, Min(PIECE, size - done));
	}
	return memory;
}

void
cv_huge_copy(void *to, const void *from, Size size)
{
	for (Size done = 0; done < size; done += PIECE)
	{
		CHECK_FOR_INTERRUPTS();
		memcpy((char *) to + done, (const char *) from + done, Min(PIECE, size - done));
	}
}
