/*
 * Preloaded after the sanitizer's library, to set it up before any other library does: otherwise
 * it sets itself up at the first malloc(), which one of the server's libraries may call inside
 * bindtextdomain(), under the C library's lock; the set-up reads a translated message, takes the same
 * lock once more, leaves it broken, and the server hangs in its own bindtextdomain().
 */
#include <stdlib.h>

static void *volatile block;

__attribute__((constructor)) static void
SetUpFirst(void)
{
	block = malloc(1);
	free(block);
}
