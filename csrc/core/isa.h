/* Which instruction set runs: detected once, forced by POLYATTN_ISA or set_isa. */
#ifndef POLYATTN_ISA_H
#define POLYATTN_ISA_H
#include <stdbool.h>

typedef enum isa { ISA_SERIAL, ISA_AVX2, ISA_AVX512, ISA_AVX512BF16, ISAS } isa;

isa current_isa(void);
bool isa_available(isa x);               /* built in, supported by this CPU and operating system, and no loss there */
bool set_isa(isa x);                     /* false when not available */
const char *isa_name(isa x);             /* "serial", "avx2", "avx512", "avx512bf16" */
const char *isa_complaint(void);         /* what is wrong with POLYATTN_ISA, or NULL */

#endif
