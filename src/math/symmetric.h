#ifndef CV_MATH_SYMMETRIC_H
#define CV_MATH_SYMMETRIC_H

#include "math/regression.h"

extern bool cvm_symmetric_eigen(CvmMatrix a, int k, CvmMatrix vectors);

#endif
