#include "linear_maps.h"

enum { DPFP_SHIFTS = 4 };

/* Beyond, features are more than memory can hold, and are not counted further. */
static const int64_t MOST = (int64_t)1 << 28;

static int64_t same(int64_t d) { return d; }
static int64_t affine(int64_t d) { return 1 + d; }
static int64_t pairs(int64_t d) { return d < MOST ? d * (d + 1) / 2 : MOST * MOST / 2; }
static int64_t quadratic(int64_t d) { return 1 + d + pairs(d); }
static int64_t shifted(int64_t d) { return 2 * DPFP_SHIFTS * (d < MOST * MOST ? d : MOST * MOST); }

const feature_map feature_maps[MAPS] = {
    [MAP_IDENTITY] = {"identity", same},
    [MAP_RELU] = {"relu", same, .divided = true},
    [MAP_RELU2] = {"relu2", same, .divided = true},
    [MAP_ELU1] = {"elu1", same, .divided = true},
    [MAP_EXP] = {"exp", same, .divided = true},
    [MAP_SIGMOID] = {"sigmoid", same, .divided = true},
    [MAP_SOFTMAX] = {"softmax", same},                       /* the weights of a row sum to 1 already */
    [MAP_T2R] = {"t2r", .divided = true, .weighted = true},
    [MAP_TAYLOR1] = {"taylor1", affine},
    [MAP_TAYLOR2] = {"taylor2", quadratic, .divided = true},
    [MAP_REBASED] = {"rebased", pairs, .divided = true, .affine = true},
    [MAP_DPFP] = {"dpfp", shifted, .divided = true},
    [MAP_UNIT] = {"unit", same},                             /* x / sqrt(sum x^2 + 1e-6): the l2norm of delta rules */
};
