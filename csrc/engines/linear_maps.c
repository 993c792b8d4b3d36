#include "linear_maps.h"

enum { DPFP_SHIFTS = 4 };

/* Beyond, features are more than memory can hold, and are not counted further. */
static const int64_t MOST = (int64_t)1 << 28;

static int64_t same(int64_t d) { return d; }
static int64_t affine(int64_t d) { return 1 + d; }
static int64_t pairs(int64_t d) { return d < MOST ? d * (d + 1) / 2 : MOST * MOST / 2; }
static int64_t quadratic(int64_t d) { return 1 + d + pairs(d); }
static int64_t twice(int64_t d) { return 2 * (d < MOST * MOST ? d : MOST * MOST); }
static int64_t shifted(int64_t d) { return 2 * DPFP_SHIFTS * (d < MOST * MOST ? d : MOST * MOST); }

const feature_map feature_maps[MAPS] = {
    [MAP_IDENTITY] = {"identity", same},
    [MAP_RELU] = {"relu", same, .divided = true},
    [MAP_RELU2] = {"relu2", same, .divided = true},
    [MAP_ELU1] = {"elu1", same, .divided = true},
    [MAP_EXP] = {"exp", same, .divided = true, .numbers = {1}},
    [MAP_SIGMOID] = {"sigmoid", same, .divided = true},
    [MAP_SOFTMAX] = {"softmax", same},                       /* the weights of a row sum to 1 already */
    [MAP_T2R] = {"t2r", .times = 1, .divided = true, .weighted = 1},
    [MAP_TAYLOR1] = {"taylor1", affine},
    [MAP_TAYLOR2] = {"taylor2", quadratic, .divided = true},
    [MAP_REBASED] = {"rebased", pairs, .divided = true, .affine = true},
    [MAP_DPFP] = {"dpfp", shifted, .divided = true},
    [MAP_HADAMARD] = {"hadamard", .times = 1, .weighted = 2},
    [MAP_HEDGEHOG_EXP] = {"hedgehog_exp", .times = 2, .divided = true, .weighted = 1},
    [MAP_HEDGEHOG_SOFTMAX] = {"hedgehog_softmax", .times = 2, .divided = true, .weighted = 1, .numbers = {1e-12}},
    [MAP_FOCUSED] = {"focused", same, .divided = true, .numbers = {3, 1e-6}},
    [MAP_NALA] = {"nala", twice, .divided = true, .numbers = {3, 0.5, 20}},
    [MAP_FAVOR] = {"favor", .times = 1, .divided = true, .random = true},
    [MAP_RFF] = {"rff", .times = 2, .random = true},
    [MAP_COS] = {"cos", twice, .divided = true},
    [MAP_HEDGEHOG_STABLE] = {"hedgehog_stable", .times = 2, .divided = true, .weighted = 1, .numbers = {1e-12}},
    [MAP_HEDGEHOG_JOINT] = {"hedgehog_joint", .times = 2, .divided = true, .weighted = 1},
    [MAP_NALA_SPLIT] = {"nala_split", twice, .divided = true, .numbers = {3, 0.5, 20}},
    [MAP_FAVOR_RELU] = {"favor_relu", .times = 1, .divided = true, .random = true, .numbers = {1e-3}},
    [MAP_FAVOR_HYPERBOLIC] = {"favor_hyperbolic", .times = 2, .divided = true, .random = true},
    [MAP_LEAKY] = {"leaky", same, .numbers = {0.01}},
    [MAP_UNIT] = {"unit", same},                             /* x / sqrt(sum x^2 + 1e-6): the l2norm of delta rules */
};

int64_t features_of(int map, int64_t d, int64_t width, const double *numbers)
{
    const feature_map *m = &feature_maps[map];
    if (m->features)
        return m->features(d);
    return width < 0 ? -1 : m->times == 2 && m->weighted && numbers[HEDGEHOG_POSITIVE] != 0 ? width : m->times * width;
}
