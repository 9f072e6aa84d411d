/*
 * thin.c
 *		A systematic sample of customers: with their rows in order, every k-th one.
 *
 * Rows in order are layers by frequency, recency and tenure, each of which gets its share of the sample. No
 * chance is in it, so that a fit is the same whenever it is repeated.
 */
#include "math/thin.h"

#include <string.h>

/* At most so many rows, into an array of that size; the sample itself if it has no more */
CvSample
cvm_thin(const CvLikelihood *likelihood, const CvSample *sample, int64_t rows, double *into)
{
	CvSample	thin = *sample;
	int			width = likelihood->width;
	double		every = cvm_sample_customers(likelihood, sample) / (double) rows;
	double		passed = 0;
	int64_t		taken = 0;

	if (sample->n <= rows)
		return thin;
	thin.rows = into;
	thin.n = 0;
	for (int64_t i = 0; i < sample->n; i++)
	{
		const double *row = sample->rows + i * width;
		int64_t		before = taken;

		cvm_poll(sample, i);
		passed += row[width - 1];
		while (taken < rows && ((double) taken + 0.5) * every < passed)
			taken++;
		if (taken == before)
			continue;
		memcpy(into + thin.n * width, row, (width - 1) * sizeof(double));
		into[thin.n++ * width + width - 1] = (double) (taken - before);
	}
	return thin;
}
