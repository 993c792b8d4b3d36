/* The linear engine: feature maps and key-value sums (`kvsum` of spec/linear.md part 0). */
#ifndef POLYATTN_LINEAR_H
#define POLYATTN_LINEAR_H
#include "recurrent.h"
#include "linear_maps.h"

enum { LINEAR_KEY_MASK, LINEAR_CU };
enum { LINEAR_CAUSAL, LINEAR_CHUNK };

/* `kvsum` is the walk of the recurrent engine without gates: keys and queries through their maps, z beside S where rows are divided. Options and
 * initial values of a row of this engine; the row adds its map, slots and divisor. */
recurrence kvsum_of(const call *c);

#endif
