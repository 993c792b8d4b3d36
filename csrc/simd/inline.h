/* How bodies become one function, and loops become none. */
#ifndef POLYATTN_INLINE_H
#define POLYATTN_INLINE_H
#ifdef POLYATTN_DEBUG            /* instrumented by a sanitizer, everything in one function is more than a compiler can digest */
#define INLINE static inline __attribute__((unused))
#define UNROLL(n)
#else
#define INLINE static inline __attribute__((always_inline, unused))
#define PRAGMA_(x) _Pragma(#x)
#define UNROLL(n) PRAGMA_(GCC unroll n)
#endif

#endif
