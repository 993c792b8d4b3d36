/* RALA: alpha_j = M softmax_j(s <mean a, b_j>) weighs keys, forward and backward. */

/* vectors: [0] mean of a, [1] its gradient. */
static void T(rala)(T(scene) *s)
{
    const int64_t ld = s->ld;
    real *mean = s->vectors, top = -(real)INFINITY;
    double sum = 0;
    memset(mean, 0, (size_t)ld * sizeof(real));
    for (int64_t i = 0; i < s->n; i++) {
        s->in[i] = 1;
        s->k->add(ld, s->a + i * ld, mean);
    }
    for (int64_t c = 0; s->n && c < s->d; c++) mean[c] /= (real)s->n;
    for (int64_t j = 0; j < s->m; j++) {
        s->out[j] = (real)s->g->s->scale * s->k->dot(ld, mean, s->b + j * ld);
        if (T(key_there)(s, j) && !(s->out[j] <= top)) top = s->out[j];
    }
    for (int64_t j = 0; j < s->m; j++) {
        s->out[j] = T(key_there)(s, j) ? (real)exp((double)(s->out[j] - top)) : 0;
        sum += (double)s->out[j];
    }
    for (int64_t j = 0; j < s->m; j++) s->out[j] = s->out[j] == 0 ? 0 : (real)((double)s->out[j] * (double)s->present / sum);
}

static void T(rala_backward)(T(scene) *s)
{
    const int64_t ld = s->ld;
    const real scale = (real)s->g->s->scale;
    real *mean = s->vectors, *d_mean = s->vectors + ld, *d_alpha = s->scalars;
    double even = 0;
    memset(d_mean, 0, (size_t)ld * sizeof(real));
    for (int64_t j = 0; j < s->m; j++) {
        d_alpha[j] = s->k->dot(ld, s->db + j * ld, s->b + j * ld);
        even += (double)s->out[j] * (double)d_alpha[j];
    }
    for (int64_t j = 0; j < s->m; j++) {
        const real dt = s->present ? scale * s->out[j] * (d_alpha[j] - (real)(even / (double)s->present)) : 0;
        for (int64_t c = 0; c < s->d; c++) {
            d_mean[c] += dt * s->b[j * ld + c];
            s->db[j * ld + c] = s->out[j] * s->db[j * ld + c] + dt * mean[c];
        }
    }
    for (int64_t i = 0; i < s->n; i++)
        for (int64_t c = 0; c < s->d; c++) s->da[i * ld + c] += d_mean[c] / (real)s->n;
}
