#include "view.h"
#include "half.h"

const char *dtype_name(dtype t)
{
    static const char *const name[DTYPES] = {"float64", "float32", "bfloat16", "float16", "bool", "uint8", "int32", "int64"};
    return name[t];
}

int64_t view_count(const view *x)
{
    int64_t count = 1;
    for (int axis = 0; axis < x->rank; axis++)
        count *= x->shape[axis];
    return count;
}

static char *element(const view *x, int64_t i0, int64_t i1, int64_t i2, int64_t i3)
{
    const int64_t index[4] = {i0, i1, i2, i3};
    char *p = x->data;
    for (int axis = 0; axis < x->rank && axis < 4; axis++)
        p += index[axis] * x->stride[axis];
    return p;
}

double view_get(const view *x, int64_t i0, int64_t i1, int64_t i2, int64_t i3)
{
    const char *p = element(x, i0, i1, i2, i3);
    double f64;
    float f32;
    uint16_t half;
    int32_t i32;
    int64_t i64;
    switch (x->dtype) {
    case F64:  memcpy(&f64, p, sizeof f64); return f64;
    case F32:  memcpy(&f32, p, sizeof f32); return f32;
    case BF16: memcpy(&half, p, sizeof half); return bf16_to_f32(half);
    case F16:  memcpy(&half, p, sizeof half); return f16_to_f32(half);
    case BOOL: return *p != 0;
    case U8:   return (unsigned char)*p;
    case I32:  memcpy(&i32, p, sizeof i32); return i32;
    case I64:  memcpy(&i64, p, sizeof i64); return (double)i64;
    default:   return 0;
    }
}

void view_set(const view *x, int64_t i0, int64_t i1, int64_t i2, int64_t i3, double value)
{
    char *p = element(x, i0, i1, i2, i3);
    float f32;
    uint16_t half;
    int32_t i32;
    int64_t i64;
    switch (x->dtype) {
    case F64:  memcpy(p, &value, sizeof value); break;
    case F32:  f32 = (float)value, memcpy(p, &f32, sizeof f32); break;
    case BF16: half = f32_to_bf16(f64_to_odd_f32(value)), memcpy(p, &half, sizeof half); break;
    case F16:  half = f32_to_f16(f64_to_odd_f32(value)), memcpy(p, &half, sizeof half); break;
    case BOOL: *p = value != 0; break;
    case U8:   *p = (char)(unsigned char)value; break;
    case I32:  i32 = (int32_t)value, memcpy(p, &i32, sizeof i32); break;
    case I64:  i64 = (int64_t)value, memcpy(p, &i64, sizeof i64); break;
    default:   break;
    }
}
