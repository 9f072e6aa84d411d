/* Fewer rows that stand for all of them */
#ifndef CVM_THIN_H
#define CVM_THIN_H

#include "math/likelihood.h"

extern CvSample cvm_thin(const CvLikelihood *likelihood, const CvSample *sample, int64_t rows, double *into);

#endif
