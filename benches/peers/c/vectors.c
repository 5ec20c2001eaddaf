/* Predicting in vectors of 512 bits, with enough sums side by side to hide the latency of a multiply-add.
   Weights are [input][output], each row and each bias padded with zeros to whole vectors and aligned to them. */

#define INLINE static inline __attribute__((always_inline))

typedef float vector __attribute__((vector_size(64)));
typedef int integers __attribute__((vector_size(64)));

enum { LANES = 16 };
enum { RELU, TANH, SIGMOID, NONE };

#define VECTORS(N) (((N) + LANES - 1) / LANES)

INLINE vector all(float x) { return x - (vector){}; }

INLINE vector choose(integers mask, vector yes, vector no) {
    return (vector)(((integers)yes & mask) | ((integers)no & ~mask));
}

/* exp(x) as 2^k 2^f, f from -1/2 to 1/2; good to 3e-7. */
INLINE vector exponential(vector x) {
    x = choose(x > all(80), all(80), x);
    x = choose(x < all(-80), all(-80), x);
    vector scaled = x * 1.44269504f;
    integers k = __builtin_convertvector(scaled + 127.5f, integers);
    vector f = scaled - (__builtin_convertvector(k, vector) - 127.0f);
    vector p = all(1.535336188e-4f);
    p = p * f + 1.339887440e-3f;
    p = p * f + 9.618437357e-3f;
    p = p * f + 5.550332548e-2f;
    p = p * f + 2.402264791e-1f;
    p = p * f + 6.931472028e-1f;
    p = p * f + 1.0f;
    return p * (vector)(k << 23);
}

INLINE vector activate(int activation, vector x) {
    switch (activation) {
        case RELU: return choose(x > all(0), x, all(0));
        case TANH: return 1 - 2 / (exponential(2 * x) + 1);
        case SIGMOID: return 1 / (1 + exponential(-x));
        default: return x;
    }
}

/* One dense layer for one sample: `chains` sums for each vector of outputs. */
INLINE void dense(int in, int out, int chains, int activation, const float *x, const vector *weights,
                  const vector *bias, vector *y) {
    const int n = VECTORS(out);
    vector sums[chains][n];
#pragma GCC unroll 32
    for (int o = 0; o < n; o++) {
        sums[0][o] = bias[o];
#pragma GCC unroll 32
        for (int c = 1; c < chains; c++) sums[c][o] = all(0);
    }
    for (int i = 0; i + chains <= in; i += chains)
#pragma GCC unroll 32
        for (int c = 0; c < chains; c++)
#pragma GCC unroll 32
            for (int o = 0; o < n; o++) sums[c][o] += x[i + c] * weights[(i + c) * n + o];
#pragma GCC unroll 32
    for (int i = in - in % chains; i < in; i++)
#pragma GCC unroll 32
        for (int o = 0; o < n; o++) sums[0][o] += x[i] * weights[i * n + o];
#pragma GCC unroll 32
    for (int o = 0; o < n; o++) {
#pragma GCC unroll 32
        for (int c = 1; c < chains; c++) sums[0][o] += sums[c][o];
        y[o] = activate(activation, sums[0][o]);
    }
}

INLINE void store(int count, const vector *from, float *to) {
    for (int o = 0; o < count; o++) to[o] = ((const float *)from)[o];
}

#define NET2(NAME, A, B, C, ACTIVATION, CHAINS1, CHAINS2)                                    \
    void NAME(const vector *p, const float *x, float *y) {                                   \
        vector h[VECTORS(B)], last[VECTORS(C)];                                              \
        dense(A, B, CHAINS1, ACTIVATION, x, p, p + A * VECTORS(B), h);                       \
        p += (A + 1) * VECTORS(B);                                                           \
        dense(B, C, CHAINS2, NONE, (const float *)h, p, p + B * VECTORS(C), last);           \
        store(C, last, y);                                                                   \
    }
#define NET3(NAME, A, B, C, D, ACTIVATION, CHAINS1, CHAINS2, CHAINS3)                        \
    void NAME(const vector *p, const float *x, float *y) {                                   \
        vector h[VECTORS(B)], g[VECTORS(C)], last[VECTORS(D)];                               \
        dense(A, B, CHAINS1, ACTIVATION, x, p, p + A * VECTORS(B), h);                       \
        p += (A + 1) * VECTORS(B);                                                           \
        dense(B, C, CHAINS2, ACTIVATION, (const float *)h, p, p + B * VECTORS(C), g);        \
        p += (B + 1) * VECTORS(C);                                                           \
        dense(C, D, CHAINS3, NONE, (const float *)g, p, p + C * VECTORS(D), last);           \
        store(D, last, y);                                                                   \
    }

/* The last layer has one output, so its weights, one a vector's first lane, are the wrong way round: add up lanes. */
void vectors_one_1(const vector *p, const float *x, float *y) {
    vector h[1], g[1];
    dense(1, 16, 1, RELU, x, p, p + 1, h);
    dense(16, 16, 4, RELU, (const float *)h, p + 2, p + 18, g);
    /* Sixteen weights side by side, then the bias: the caller packs a layer of one output so. */
    vector products = g[0] * p[19];
    float sum = ((const float *)(p + 20))[0];
    for (int o = 0; o < LANES; o++) sum += products[o];
    *y = sum;
}

NET3(vectors_one_4, 4, 16, 16, 2, TANH, 2, 4, 4)
NET2(vectors_one_64, 64, 32, 10, RELU, 4, 8)
NET3(vectors_one_18, 18, 64, 64, 4, TANH, 2, 2, 8)
NET2(vectors_one_784, 784, 128, 10, RELU, 1, 8)
NET3(vectors_one_300, 784, 300, 100, 10, SIGMOID, 1, 2, 4)

/* Two vectors of outputs for eight samples: sixteen sums in registers. */
INLINE void tile(int samples, int width, int in, int n, int activation, const float *x, int stride,
                 const vector *weights, const vector *bias, vector *y) {
    vector sums[samples][width];
#pragma GCC unroll 8
    for (int s = 0; s < samples; s++)
#pragma GCC unroll 8
        for (int o = 0; o < width; o++) sums[s][o] = bias[o];
    for (int i = 0; i < in; i++)
#pragma GCC unroll 8
        for (int s = 0; s < samples; s++)
#pragma GCC unroll 8
            for (int o = 0; o < width; o++) sums[s][o] += x[s * stride + i] * weights[i * n + o];
#pragma GCC unroll 8
    for (int s = 0; s < samples; s++)
#pragma GCC unroll 8
        for (int o = 0; o < width; o++) y[s * n + o] = activate(activation, sums[s][o]);
}

INLINE void layer(int batch, int in, int out, int activation, const float *x, int stride, const vector *weights,
                  vector *y) {
    const int n = VECTORS(out);
    const vector *bias = weights + in * n;
    int o = 0;
    for (; o + 2 <= n; o += 2)
        for (int s = 0; s < batch; s += 8)
            tile(8, 2, in, n, activation, x + s * stride, stride, weights + o, bias + o, y + s * n + o);
    for (; o < n; o++)
        for (int s = 0; s < batch; s += 8)
            tile(8, 1, in, n, activation, x + s * stride, stride, weights + o, bias + o, y + s * n + o);
}

INLINE void store_all(int batch, int count, const vector *from, float *to) {
    for (int s = 0; s < batch; s++) store(count, from + s * VECTORS(count), to + s * count);
}

#define BATCH2(NAME, A, B, C, ACTIVATION)                                                                \
    void NAME(const vector *p, const float *x, float *y) {                                               \
        static vector h[64 * VECTORS(B)], last[64 * VECTORS(C)];                                         \
        layer(64, A, B, ACTIVATION, x, A, p, h);                                                         \
        p += (A + 1) * VECTORS(B);                                                                       \
        layer(64, B, C, NONE, (const float *)h, LANES * VECTORS(B), p, last);                            \
        store_all(64, C, last, y);                                                                       \
    }

BATCH2(vectors_batch_64, 64, 32, 10, RELU)
BATCH2(vectors_batch_784, 784, 128, 10, RELU)

void vectors_batch_300(const vector *p, const float *x, float *y) {
    static vector h[64 * VECTORS(300)], g[64 * VECTORS(100)], last[64 * VECTORS(10)];
    layer(64, 784, 300, SIGMOID, x, 784, p, h);
    p += 785 * VECTORS(300);
    layer(64, 300, 100, SIGMOID, (const float *)h, LANES * VECTORS(300), p, g);
    p += 301 * VECTORS(100);
    layer(64, 100, 10, NONE, (const float *)g, LANES * VECTORS(100), p, last);
    store_all(64, 10, last, y);
}
