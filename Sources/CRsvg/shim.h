// librsvg, for logos. A handle without a base address opens no file and no network.
//
// Its functions are declared here instead of being included: its header needs GIO's search paths, and pkg-config's
// flags for those hold `-pthread`, of which the package manager warns at each build. The declarations are those of
// librsvg 2.52 and newer, whose binary interface does not change.
#pragma once
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct rmad_svg_error {
    unsigned int domain;
    int code;
    char *message;
};
struct rmad_svg_length {
    double length;
    int unit;
};
struct rmad_svg_box {
    double x, y, width, height;
};

extern void *rsvg_handle_new_from_data(const unsigned char *data, size_t count, struct rmad_svg_error **error);
extern int rsvg_handle_get_intrinsic_size_in_pixels(void *handle, double *width, double *height);
extern void rsvg_handle_get_intrinsic_dimensions(
    void *handle, int *has_width, struct rmad_svg_length *width, int *has_height, struct rmad_svg_length *height,
    int *has_box, struct rmad_svg_box *box);
extern int rsvg_handle_render_document(
    void *handle, void *cairo, const struct rmad_svg_box *box, struct rmad_svg_error **error);
extern void g_error_free(struct rmad_svg_error *error);
extern void g_object_unref(void *object);

typedef void *rmad_svg;

// NULL where the bytes are no SVG; the reason is copied into `words`.
static inline rmad_svg rmad_svg_read(const unsigned char *bytes, size_t count, char *words, size_t words_max) {
    struct rmad_svg_error *error = NULL;
    void *handle = rsvg_handle_new_from_data(bytes, count, &error);
    if (error) {
        strncpy(words, error->message, words_max - 1);
        g_error_free(error);
    }
    return handle;
}

// The size that the picture has of itself, in CSS pixels or in units of its view box; 0 where it has none.
static inline int rmad_svg_size(rmad_svg handle, double *width, double *height) {
    if (rsvg_handle_get_intrinsic_size_in_pixels(handle, width, height)) return 1;
    int has_width, has_height, has_box;
    struct rmad_svg_length w, h;
    struct rmad_svg_box box;
    rsvg_handle_get_intrinsic_dimensions(handle, &has_width, &w, &has_height, &h, &has_box, &box);
    if (!has_box) return 0;
    *width = box.width;
    *height = box.height;
    return 1;
}

// Draws into the box on any Cairo context. 0 where it failed.
static inline int rmad_svg_draw(rmad_svg handle, void *cairo, double x, double y, double width, double height) {
    struct rmad_svg_box box = {x, y, width, height};
    struct rmad_svg_error *error = NULL;
    int drawn = rsvg_handle_render_document(handle, cairo, &box, &error);
    if (error) g_error_free(error);
    return drawn;
}

static inline void rmad_svg_free(rmad_svg handle) { g_object_unref(handle); }
