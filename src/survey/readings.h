/* What readings of a survey_tally share */
#ifndef CV_SURVEY_READINGS_H
#define CV_SURVEY_READINGS_H

#include "survey/tally.h"

#include "math/mean.h"
#include "math/nps.h"
#include "math/proportion.h"

#define CV_NPS_METHODS	3

extern int	cv_nps_method_arg(FunctionCallInfo fcinfo, int n);
extern CvNpsSums cv_nps_sums(const SurveyTally *tally, CvThresholds t);
extern CvNps cv_nps_of(const SurveyTally *tally, CvThresholds t);
extern CvShareSums cv_satisfied_of(FunctionCallInfo fcinfo, const SurveyTally *tally, int n);
extern CvMean cv_mean_of(const SurveyTally *tally);

/* In multiples of a unit; NaN, which is NULL, for it is 0 / 0, where the weights sum to 0 */
static inline double
ShareOfSums(CvShareSums sums, double unit)
{
	return unit * sums.in / (sums.in + sums.out);
}

#endif
