/* Feature maps: phi of queries and keys, row by row. A map is one line of the registry in linear_maps.c (what it is) and one of the table in
 * linear_maps.inc.c (forward and derivative). Both engines take any of them; the order is that of the words of `feature_map=`. */
#ifndef POLYATTN_LINEAR_MAPS_H
#define POLYATTN_LINEAR_MAPS_H
#include <stdbool.h>
#include <stdint.h>

enum { MAP_IDENTITY, MAP_RELU, MAP_RELU2, MAP_ELU1, MAP_EXP, MAP_SIGMOID, MAP_SOFTMAX, MAP_T2R, MAP_TAYLOR1, MAP_TAYLOR2, MAP_REBASED, MAP_DPFP,
       MAP_UNIT, MAPS };

typedef struct feature_map {
    const char *name;
    int64_t (*features)(int64_t d);      /* length of phi(x); NULL: as the weights say */
    bool divided;                        /* rows are divided by their sum of weights unless the caller says otherwise */
    bool weighted, affine;               /* learned: W [D, F] and b [F] per head; gamma and beta [D] */
} feature_map;

extern const feature_map feature_maps[MAPS];

#endif
