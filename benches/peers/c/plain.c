/* The workloads in plain loops over lengths that the compiler knows, for it to turn into vector instructions.
   Weights are [input][output], so that the innermost loop runs over neighbours. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define RESTRICT __restrict__

enum { RELU, TANH, SIGMOID, ELU, NONE };

INLINE float activate(int activation, float x) {
    switch (activation) {
        case RELU: return x > 0 ? x : 0;
        case TANH: return tanhf(x);
        case SIGMOID: return 1 / (1 + expf(-x));
        case ELU: return x > 0 ? x : expf(x) - 1;
        default: return x;
    }
}

/* The derivative, from the output. */
INLINE float slope(int activation, float y) {
    switch (activation) {
        case RELU: return y > 0 ? 1 : 0;
        case TANH: return 1 - y * y;
        case SIGMOID: return y * (1 - y);
        case ELU: return y > 0 ? 1 : y + 1;
        default: return 1;
    }
}

/* One dense layer for one sample. */
INLINE void dense(int in, int out, int activation, const float *RESTRICT x, const float *RESTRICT weights,
                  const float *RESTRICT bias, float *RESTRICT y) {
    float sums[out];
    for (int o = 0; o < out; o++) sums[o] = bias[o];
    for (int i = 0; i < in; i++)
        for (int o = 0; o < out; o++) sums[o] += x[i] * weights[i * out + o];
    for (int o = 0; o < out; o++) y[o] = activate(activation, sums[o]);
}

/* Two and three layers; the weights lie one tensor after the other, each before its bias. */
#define NET2(NAME, A, B, C, ACTIVATION)                                              \
    void NAME(const float *p, const float *x, float *y) {                            \
        float h[B];                                                                  \
        dense(A, B, ACTIVATION, x, p, p + A * B, h);                                 \
        p += A * B + B;                                                              \
        dense(B, C, NONE, h, p, p + B * C, y);                                       \
    }
#define NET3(NAME, A, B, C, D, ACTIVATION)                                           \
    void NAME(const float *p, const float *x, float *y) {                            \
        float h[B], g[C];                                                            \
        dense(A, B, ACTIVATION, x, p, p + A * B, h);                                 \
        p += A * B + B;                                                              \
        dense(B, C, ACTIVATION, h, p, p + B * C, g);                                 \
        p += B * C + C;                                                              \
        dense(C, D, NONE, g, p, p + C * D, y);                                       \
    }

NET3(plain_one_1, 1, 16, 16, 1, RELU)
NET3(plain_one_4, 4, 16, 16, 2, TANH)
NET2(plain_one_64, 64, 32, 10, RELU)
NET3(plain_one_18, 18, 64, 64, 4, TANH)
NET2(plain_one_784, 784, 128, 10, RELU)
NET3(plain_one_300, 784, 300, 100, 10, SIGMOID)

/* c[m][n] = sum over k of a[k][m] (or a[m][k]) times b[k][n], four rows of c at a time, so that b is read once for four. */
INLINE void product(int m, int k, int n, const float *RESTRICT a, int row, int column, const float *RESTRICT b,
                    float *RESTRICT c) {
    enum { ROWS = 4, COLUMNS = 64 };
    for (int start = 0; start < n; start += COLUMNS) {
        int width = n - start < COLUMNS ? n - start : COLUMNS;
        int r = 0;
        for (; r + ROWS <= m; r += ROWS) {
            float sums[ROWS][COLUMNS] = {0};
            if (width == COLUMNS) {
                for (int i = 0; i < k; i++)
                    for (int o = 0; o < COLUMNS; o++) {
                        float value = b[i * n + start + o];
                        sums[0][o] += a[(r + 0) * row + i * column] * value;
                        sums[1][o] += a[(r + 1) * row + i * column] * value;
                        sums[2][o] += a[(r + 2) * row + i * column] * value;
                        sums[3][o] += a[(r + 3) * row + i * column] * value;
                    }
            } else {
                for (int i = 0; i < k; i++)
                    for (int o = 0; o < width; o++) {
                        float value = b[i * n + start + o];
                        sums[0][o] += a[(r + 0) * row + i * column] * value;
                        sums[1][o] += a[(r + 1) * row + i * column] * value;
                        sums[2][o] += a[(r + 2) * row + i * column] * value;
                        sums[3][o] += a[(r + 3) * row + i * column] * value;
                    }
            }
            for (int q = 0; q < ROWS; q++)
                for (int o = 0; o < width; o++) c[(r + q) * n + start + o] = sums[q][o];
        }
        for (; r < m; r++) {
            float sums[COLUMNS] = {0};
            for (int i = 0; i < k; i++)
                for (int o = 0; o < width; o++) sums[o] += a[r * row + i * column] * b[i * n + start + o];
            for (int o = 0; o < width; o++) c[r * n + start + o] = sums[o];
        }
    }
}

/* One dense layer for a batch. */
INLINE void layer(int batch, int in, int out, int activation, const float *RESTRICT x, const float *RESTRICT weights,
                  const float *RESTRICT bias, float *RESTRICT y) {
    product(batch, in, out, x, in, 1, weights, y);
    for (int s = 0; s < batch; s++)
        for (int o = 0; o < out; o++) y[s * out + o] = activate(activation, y[s * out + o] + bias[o]);
}

void plain_batch_64(const float *p, const float *x, float *y) {
    static float h[64 * 32];
    layer(64, 64, 32, RELU, x, p, p + 64 * 32, h);
    p += 64 * 32 + 32;
    layer(64, 32, 10, NONE, h, p, p + 32 * 10, y);
}

void plain_batch_784(const float *p, const float *x, float *y) {
    static float h[64 * 128];
    layer(64, 784, 128, RELU, x, p, p + 784 * 128, h);
    p += 784 * 128 + 128;
    layer(64, 128, 10, NONE, h, p, p + 128 * 10, y);
}

void plain_batch_300(const float *p, const float *x, float *y) {
    static float h[64 * 300], g[64 * 100];
    layer(64, 784, 300, SIGMOID, x, p, p + 784 * 300, h);
    p += 784 * 300 + 300;
    layer(64, 300, 100, SIGMOID, h, p, p + 300 * 100, g);
    p += 300 * 100 + 100;
    layer(64, 100, 10, NONE, g, p, p + 100 * 10, y);
}

/* Softmax cross-entropy: turns logits into the derivative by them and returns the mean loss. */
INLINE float cross_entropy(int batch, int classes, float *RESTRICT logits, const long *RESTRICT targets) {
    float loss = 0;
    for (int s = 0; s < batch; s++) {
        float *row = logits + s * classes, largest = row[0], sum = 0;
        for (int o = 1; o < classes; o++) largest = row[o] > largest ? row[o] : largest;
        float of_target = row[targets[s]];
        for (int o = 0; o < classes; o++) {
            row[o] = expf(row[o] - largest);
            sum += row[o];
        }
        loss += logf(sum) + largest - of_target;
        for (int o = 0; o < classes; o++) row[o] *= 1 / (sum * batch);
        row[targets[s]] -= 1.0f / batch;
    }
    return loss / batch;
}

/* The derivatives by weights and bias, and, unless back is null, by the input. */
INLINE void backward(int batch, int in, int out, const float *RESTRICT x, const float *RESTRICT weights,
                     const float *RESTRICT dy, float *RESTRICT gradient, float *RESTRICT transposed,
                     float *RESTRICT back) {
    product(in, batch, out, x, 1, in, dy, gradient);
    float *RESTRICT bias = gradient + in * out;
    for (int o = 0; o < out; o++) bias[o] = 0;
    for (int s = 0; s < batch; s++)
        for (int o = 0; o < out; o++) bias[o] += dy[s * out + o];
    if (back) {
        for (int o = 0; o < out; o++)
            for (int i = 0; i < in; i++) transposed[o * in + i] = weights[i * out + o];
        product(batch, out, in, dy, out, 1, transposed, back);
    }
}

struct rule {
    float rate;
    long adam;
    long step;
    double power1, power2;
    float *m, *v;
};

INLINE void update(int count, float *RESTRICT p, const float *RESTRICT g, struct rule *rule) {
    if (!rule->adam) {
        for (int i = 0; i < count; i++) p[i] -= rule->rate * g[i];
        return;
    }
    rule->power1 *= 0.9;
    rule->power2 *= 0.999;
    float rate = rule->rate / (1 - rule->power1), correction = 1 / (1 - rule->power2);
    float *RESTRICT m = rule->m, *RESTRICT v = rule->v;
    for (int i = 0; i < count; i++) {
        m[i] = 0.9f * m[i] + 0.1f * g[i];
        v[i] = 0.999f * v[i] + 0.001f * g[i] * g[i];
        p[i] -= rate * m[i] / (sqrtf(v[i] * correction) + 1e-8f);
    }
}

INLINE void through(int count, int activation, const float *RESTRICT y, float *RESTRICT dy) {
    for (int i = 0; i < count; i++) dy[i] *= slope(activation, y[i]);
}

#define TRAIN2(NAME, BATCH, A, B, C, ACTIVATION)                                                       \
    float NAME(float *p, struct rule *rule, const float *x, const long *targets) {                     \
        enum { FIRST = A * B + B, ALL = FIRST + B * C + C };                                           \
        static float h[BATCH * B], y[BATCH * C], dh[BATCH * B], t[B * C], gradient[ALL];               \
        layer(BATCH, A, B, ACTIVATION, x, p, p + A * B, h);                                            \
        layer(BATCH, B, C, NONE, h, p + FIRST, p + FIRST + B * C, y);                                  \
        float loss = cross_entropy(BATCH, C, y, targets);                                              \
        backward(BATCH, B, C, h, p + FIRST, y, gradient + FIRST, t, dh);                               \
        through(BATCH * B, ACTIVATION, h, dh);                                                         \
        backward(BATCH, A, B, x, p, dh, gradient, 0, 0);                                               \
        update(ALL, p, gradient, rule);                                                                \
        return loss;                                                                                   \
    }

TRAIN2(plain_train_64, 32, 64, 32, 10, RELU)
TRAIN2(plain_train_784, 64, 784, 128, 10, RELU)
TRAIN2(plain_train_784_one, 1, 784, 128, 10, RELU)

float plain_train_300(float *p, struct rule *rule, const float *x, const long *targets) {
    enum { N = 64, A = 784, B = 300, C = 100, D = 10 };
    enum { FIRST = A * B + B, SECOND = FIRST + B * C + C, ALL = SECOND + C * D + D };
    static float h[N * B], g[N * C], y[N * D], dh[N * B], dg[N * C], t[B * C], gradient[ALL];
    layer(N, A, B, RELU, x, p, p + A * B, h);
    layer(N, B, C, RELU, h, p + FIRST, p + FIRST + B * C, g);
    layer(N, C, D, NONE, g, p + SECOND, p + SECOND + C * D, y);
    float loss = cross_entropy(N, D, y, targets);
    backward(N, C, D, g, p + SECOND, y, gradient + SECOND, t, dg);
    through(N * C, RELU, g, dg);
    backward(N, B, C, h, p + FIRST, dg, gradient + FIRST, t, dh);
    through(N * B, RELU, h, dh);
    backward(N, A, B, x, p, dh, gradient, 0, 0);
    update(ALL, p, gradient, rule);
    return loss;
}

/* Batch normalization in training, in place; leaves the normalized values and 1 / deviation, and moves the statistics. */
INLINE void normalize(int batch, int n, const float *RESTRICT scale, float *RESTRICT x, float *RESTRICT normalized,
                      float *RESTRICT inverse, float *RESTRICT running) {
    const float *RESTRICT shift = scale + n;
    float mean[n], variance[n];
    for (int o = 0; o < n; o++) mean[o] = variance[o] = 0;
    for (int s = 0; s < batch; s++)
        for (int o = 0; o < n; o++) mean[o] += x[s * n + o];
    for (int o = 0; o < n; o++) mean[o] /= batch;
    for (int s = 0; s < batch; s++)
        for (int o = 0; o < n; o++) {
            float d = x[s * n + o] - mean[o];
            variance[o] += d * d;
        }
    for (int o = 0; o < n; o++) {
        running[o] += 0.1f * (mean[o] - running[o]);
        running[n + o] += 0.1f * (variance[o] / (batch - 1) - running[n + o]);
        inverse[o] = 1 / sqrtf(variance[o] / batch + 1e-5f);
    }
    for (int s = 0; s < batch; s++)
        for (int o = 0; o < n; o++) {
            float value = (x[s * n + o] - mean[o]) * inverse[o];
            normalized[s * n + o] = value;
            x[s * n + o] = scale[o] * value + shift[o];
        }
}

INLINE void normalize_back(int batch, int n, const float *RESTRICT scale, const float *RESTRICT normalized,
                           const float *RESTRICT inverse, float *RESTRICT dy, float *RESTRICT gradient) {
    for (int o = 0; o < 2 * n; o++) gradient[o] = 0;
    for (int s = 0; s < batch; s++)
        for (int o = 0; o < n; o++) {
            gradient[o] += dy[s * n + o] * normalized[s * n + o];
            gradient[n + o] += dy[s * n + o];
        }
    for (int s = 0; s < batch; s++)
        for (int o = 0; o < n; o++) {
            float centered = dy[s * n + o] - (gradient[n + o] + normalized[s * n + o] * gradient[o]) / batch;
            dy[s * n + o] = scale[o] * inverse[o] * centered;
        }
}

INLINE void elu(int count, float *RESTRICT x) {
    for (int i = 0; i < count; i++) x[i] = activate(ELU, x[i]);
}

float plain_train_300_norm(float *p, struct rule *rule, const float *x, const long *targets) {
    enum { N = 64, A = 784, B = 300, C = 100, D = 10 };
    enum { NORM1 = A * B, SECOND = NORM1 + 2 * B, NORM2 = SECOND + B * C, THIRD = NORM2 + 2 * C };
    enum { ALL = THIRD + C * D + D };
    static float h[N * B], g[N * C], y[N * D], dh[N * B], dg[N * C], t[B * C], gradient[ALL];
    static float hn[N * B], gn[N * C], hi[B], gi[C], hr[2 * B], gr[2 * C];
    product(N, A, B, x, A, 1, p, h);
    normalize(N, B, p + NORM1, h, hn, hi, hr);
    elu(N * B, h);
    product(N, B, C, h, B, 1, p + SECOND, g);
    normalize(N, C, p + NORM2, g, gn, gi, gr);
    elu(N * C, g);
    layer(N, C, D, NONE, g, p + THIRD, p + THIRD + C * D, y);
    float loss = cross_entropy(N, D, y, targets);
    backward(N, C, D, g, p + THIRD, y, gradient + THIRD, t, dg);
    through(N * C, ELU, g, dg);
    normalize_back(N, C, p + NORM2, gn, gi, dg, gradient + NORM2);
    for (int o = 0; o < B; o++)
        for (int i = 0; i < C; i++) t[i * B + o] = p[SECOND + o * C + i];
    product(N, C, B, dg, C, 1, t, dh);
    product(B, N, C, h, 1, B, dg, gradient + SECOND);
    through(N * B, ELU, h, dh);
    normalize_back(N, B, p + NORM1, hn, hi, dh, gradient + NORM1);
    product(A, N, B, x, 1, A, dh, gradient);
    update(ALL, p, gradient, rule);
    return loss;
}

float plain_train_deep(float *p, struct rule *rule, const float *x, const long *targets) {
    enum { N = 32, A = 64, B = 32, D = 10, HIDDEN = 10 };
    enum { FIRST = A * B + B, EACH = B * B + B, LAST = FIRST + (HIDDEN - 1) * EACH, ALL = LAST + B * D + D };
    static float h[HIDDEN][N * B], y[N * D], d[2][N * B], t[B * B], gradient[ALL];
    layer(N, A, B, ELU, x, p, p + A * B, h[0]);
    for (int l = 1; l < HIDDEN; l++) {
        float *w = p + FIRST + (l - 1) * EACH;
        layer(N, B, B, ELU, h[l - 1], w, w + B * B, h[l]);
    }
    layer(N, B, D, NONE, h[HIDDEN - 1], p + LAST, p + LAST + B * D, y);
    float loss = cross_entropy(N, D, y, targets);
    float *dy = d[0], *dx = d[1];
    backward(N, B, D, h[HIDDEN - 1], p + LAST, y, gradient + LAST, t, dy);
    for (int l = HIDDEN - 1; l > 0; l--) {
        int at = FIRST + (l - 1) * EACH;
        through(N * B, ELU, h[l], dy);
        backward(N, B, B, h[l - 1], p + at, dy, gradient + at, t, dx);
        float *swap = dy;
        dy = dx;
        dx = swap;
    }
    through(N * B, ELU, h[0], dy);
    backward(N, A, B, x, p, dy, gradient, 0, 0);
    update(ALL, p, gradient, rule);
    return loss;
}
