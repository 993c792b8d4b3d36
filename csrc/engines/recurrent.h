/* The recurrent engine: a state S per key/value head walked in chunks. Kernel A (gated accumulation) and kernel B (delta rule) of spec/recurrent.md part 0. */
#ifndef POLYATTN_RECURRENT_H
#define POLYATTN_RECURRENT_H
#include "../mechanisms/mechanism.h"

enum { RECURRENT_KEY_MASK, RECURRENT_CU };
enum { RECURRENT_SCALE, RECURRENT_CAUSAL, RECURRENT_BIDIRECTIONAL, RECURRENT_CHUNK };

#endif
