/* Feature maps: phi of queries and keys, row by row. A map is one line of the registry in linear_maps.c (what it is) and one of the table in
 * linear_maps.inc.c (forward and derivative). Both engines take any of them; the order is that of the words of `feature_map=`. */
#ifndef POLYATTN_LINEAR_MAPS_H
#define POLYATTN_LINEAR_MAPS_H
#include <stdbool.h>
#include <stdint.h>

enum { MAP_IDENTITY, MAP_RELU, MAP_RELU2, MAP_ELU1, MAP_EXP, MAP_SIGMOID, MAP_SOFTMAX, MAP_T2R, MAP_TAYLOR1, MAP_TAYLOR2, MAP_REBASED, MAP_DPFP,
       MAP_HADAMARD, MAP_HEDGEHOG_EXP, MAP_HEDGEHOG_SOFTMAX, MAP_FOCUSED, MAP_NALA, MAP_FAVOR, MAP_RFF, MAP_COS,      /* so far words of `linear` */
       MAP_HEDGEHOG_STABLE, MAP_HEDGEHOG_JOINT, MAP_NALA_SPLIT, MAP_FAVOR_RELU, MAP_FAVOR_HYPERBOLIC, MAP_LEAKY, MAP_UNIT, MAPS };

/* Numbers of a map, by place in `map_numbers` of a recurrence. FAVOR_MAXIMA: exponents less their largest, 1: of queries, row by row, 2: of keys too, all
 * together; COS_LENGTH 0: the longer of N and M. */
enum { RELU_EPS = 0, EXP_FACTOR = 0, LEAKY_SLOPE = 0, FOCUS_POWER = 0, FOCUS_EPS, HEDGEHOG_FLOOR = 0, HEDGEHOG_POSITIVE, NALA_LAMBDA = 0, NALA_TAU, NALA_ALPHA,
       FAVOR_EPS = 0, FAVOR_MAXIMA, COS_LENGTH = 0, MAP_NUMBERS = 3 };

typedef struct feature_map {
    const char *name;
    int64_t (*features)(int64_t d);      /* length of phi(x); NULL: `times` the columns of the weights or the rows of omega */
    int times;
    bool divided;                        /* rows are divided by their sum of weights unless the caller says otherwise */
    int weighted;                        /* learned: so many W [D, F] and b [F] per head */
    bool affine, random;                 /* learned gamma and beta [D]; a constant omega [m, D] */
    double numbers[MAP_NUMBERS];         /* what they are unless a row says otherwise */
} feature_map;

extern const feature_map feature_maps[MAPS];
int64_t features_of(int map, int64_t d, int64_t width, const double *numbers);      /* width: of the weights or omega */

#endif
