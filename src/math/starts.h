/* Where searches for a maximum of likelihood begin */
#ifndef CVM_STARTS_H
#define CVM_STARTS_H

#include "math/likelihood.h"

#define CVM_MAX_STARTS	10

typedef struct CvmStarts
{
	int			n;
	double		at[CVM_MAX_STARTS][CV_MAX_PARAMS];
} CvmStarts;

/* Each fills in all starts of a model for this sample. */
extern void cvm_bg_starts(const CvSample *sample, CvmStarts *starts);
extern void cvm_mbg_starts(const CvSample *sample, CvmStarts *starts);
extern void cvm_pareto_starts(const CvSample *sample, CvmStarts *starts);
extern void cvm_bgbb_starts(const CvSample *sample, CvmStarts *starts);
extern void cvm_sbg_starts(const CvSample *sample, CvmStarts *starts);
extern void cvm_spend_starts(const CvSample *sample, CvmStarts *starts);

#endif
