/* The engine for one element type. */
#include "../simd/real.h"
#include "../isa/kernels.h"
#include "../weights/weight.h"
#include "../terms/term.h"
#include "dense_job.inc.c"
#include "dense_scores.inc.c"
#include "dense_forward.inc.c"
#include "dense_backward.inc.c"
