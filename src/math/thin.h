/* Fewer rows that stand for all of them */
#ifndef CVM_THIN_H
#define CVM_THIN_H

#include "math/likelihood.h"

/* At most so many rows, in into, which has room for them and must outlive the result; or the sample itself, if it has no more */
extern CvSample cvm_thin(const CvLikelihood *likelihood, const CvSample *sample, int64_t rows, double *into);

#endif
