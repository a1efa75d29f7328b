// Writes one-bit pictures with libpng. Its errors are long jumps, which must not cross Swift: they end here.
#pragma once
#include <png.h>
#include <stdlib.h>
#include <string.h>

// Bytes that grow; the caller frees them.
typedef struct {
    unsigned char *bytes;
    size_t count;
    size_t capacity;
} rmad_png_bytes;

static inline void rmad_png_append(png_structp png, png_bytep data, png_size_t length) {
    rmad_png_bytes *sink = (rmad_png_bytes *)png_get_io_ptr(png);
    if (sink->count + length > sink->capacity) {
        size_t capacity = (sink->count + length) * 2;
        unsigned char *grown = (unsigned char *)realloc(sink->bytes, capacity);
        if (!grown) png_error(png, "no memory");
        sink->bytes = grown;
        sink->capacity = capacity;
    }
    memcpy(sink->bytes + sink->count, data, length);
    sink->count += length;
}

static inline void rmad_png_flush(png_structp png) { (void)png; }
static inline void rmad_png_fail(png_structp png, png_const_charp words) {
    (void)words;
    png_longjmp(png, 1);
}
static inline void rmad_png_warn(png_structp png, png_const_charp words) {
    (void)png;
    (void)words;
}

// Rows of `stride` bytes, leftmost pixel in the highest bit, 1 is black. 0 where memory lacked.
static inline int rmad_png_write(
    rmad_png_bytes *sink, const unsigned char *rows, int width, int height, int stride,
    int dots_per_metre) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, rmad_png_fail, rmad_png_warn);
    if (!png) return 0;
    png_infop info = png_create_info_struct(png);
    if (!info || setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return 0;
    }
    png_set_write_fn(png, sink, rmad_png_append, rmad_png_flush);
    // Most rows of a label are like the row above: their differences are long runs of zeros, which need no search.
    png_set_filter(png, 0, PNG_FILTER_UP);
    png_set_compression_strategy(png, 3); // Z_RLE of zlib.h
    png_set_IHDR(
        png, info, (png_uint_32)width, (png_uint_32)height, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_pHYs(
        png, info, (png_uint_32)dots_per_metre, (png_uint_32)dots_per_metre, PNG_RESOLUTION_METER);
    png_write_info(png, info);
    // Grey of one bit has white for 1.
    png_set_invert_mono(png);
    for (int row = 0; row < height; row++) png_write_row(png, rows + (size_t)row * (size_t)stride);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return 1;
}
