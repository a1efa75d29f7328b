// Pango and Cairo with the PDF surface, and the macros that Swift cannot read.
#pragma once
#include <malloc.h>
#include <pango/pangocairo.h>
#include <cairo-pdf.h>

static inline void rmad_object_unref(void *object) { g_object_unref(object); }

// Sizes without Pango's 1/1024 units, so that no caller multiplies wrongly.
static inline void rmad_font_size(PangoFontDescription *font, double size) {
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
}

// Width of the one line in a layout.
static inline double rmad_layout_width(PangoLayout *layout) {
    PangoRectangle logical;
    pango_layout_line_get_extents(pango_layout_get_line_readonly(layout, 0), NULL, &logical);
    return (double)logical.width / PANGO_SCALE;
}

// Draws the one line of a layout with its baseline at the point.
static inline void rmad_layout_draw(cairo_t *cairo, PangoLayout *layout, double x, double baseline) {
    cairo_move_to(cairo, x, baseline);
    pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(layout, 0));
}

// Glibc's allocator keeps up to so many freed bytes instead of returning them to the kernel.
static inline void rmad_keep_freed_memory(int bytes) {
    mallopt(M_MMAP_THRESHOLD, bytes);
    mallopt(M_TRIM_THRESHOLD, bytes);
    mallopt(M_TOP_PAD, 1 << 20);
}
