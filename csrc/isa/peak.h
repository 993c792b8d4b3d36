/* Operations per second that multiply-adds fed from L1 reach on this machine now, with as many threads as a call may use: the best of
 * several rounds, since a ceiling that other programs lowered would flatter. */
#ifndef POLYATTN_PEAK_H
#define POLYATTN_PEAK_H
double peak_f32(void);
#endif
