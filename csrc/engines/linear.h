/* The linear engine: feature maps and key-value sums (`kvsum` of spec/linear.md part 0). */
#ifndef POLYATTN_LINEAR_H
#define POLYATTN_LINEAR_H
#include "../mechanisms/mechanism.h"

enum { LINEAR_KEY_MASK, LINEAR_CU };
enum { LINEAR_CAUSAL, LINEAR_CHUNK };

#endif
