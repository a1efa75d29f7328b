// Pango and Cairo with the PDF and SVG surfaces, and the macros that Swift cannot read.
#pragma once
#include <malloc.h>
#include <strings.h>
#include <pango/pangocairo.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>

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

// How far the ink of the one line reaches: above and below the baseline, and beyond its own width on either side.
static inline void rmad_layout_ink(
    PangoLayout *layout, double *above, double *below, double *before, double *after) {
    PangoRectangle ink, logical;
    pango_layout_line_get_extents(pango_layout_get_line_readonly(layout, 0), &ink, &logical);
    *above = -(double)ink.y / PANGO_SCALE;
    *below = (double)(ink.y + ink.height) / PANGO_SCALE;
    *before = -(double)ink.x / PANGO_SCALE;
    *after = (double)(ink.x + ink.width - logical.width) / PANGO_SCALE;
}

// Breaks a layout's paragraph into lines no wider than the width, within words only where told; the number of lines.
static inline int rmad_layout_wrap(PangoLayout *layout, double width, int within_words) {
    pango_layout_set_wrap(layout, within_words ? PANGO_WRAP_WORD_CHAR : PANGO_WRAP_WORD);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    return pango_layout_get_line_count(layout);
}

// Where a line begins in the text, in bytes.
static inline int rmad_layout_line_start(PangoLayout *layout, int line) {
    return pango_layout_get_line_readonly(layout, line)->start_index;
}

// How many of the signs no installed font has.
static inline int rmad_layout_unknown(PangoLayout *layout) {
    return pango_layout_get_unknown_glyphs_count(layout);
}

// 1 where a family of the name is installed.
static inline int rmad_font_map_has(PangoFontMap *map, const char *name) {
    PangoFontFamily **families = NULL;
    int count = 0, found = 0;
    pango_font_map_list_families(map, &families, &count);
    for (int index = 0; index < count && !found; index++)
        found = strcasecmp(pango_font_family_get_name(families[index]), name) == 0;
    g_free(families);
    return found;
}

// Draws the one line of a layout with its baseline at the point.
static inline void rmad_layout_draw(cairo_t *cairo, PangoLayout *layout, double x, double baseline) {
    cairo_move_to(cairo, x, baseline);
    pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(layout, 0));
}

// The direction of the first letter that has one, outside of directional isolates: 1 from the right, 0 from the left,
// -1 where none has.
static inline int rmad_direction(const char *text, int bytes) {
    int isolates = 0;
    for (const char *sign = text; sign < text + bytes; sign = g_utf8_next_char(sign)) {
        gunichar letter = g_utf8_get_char(sign);
        if (letter >= 0x2066 && letter <= 0x2068) isolates++;
        if (letter == 0x2069 && isolates > 0) isolates--;
        if (isolates > 0) continue;
        PangoDirection direction = pango_unichar_direction(letter);
        if (direction == PANGO_DIRECTION_RTL) return 1;
        if (direction == PANGO_DIRECTION_LTR) return 0;
    }
    return -1;
}

// Glibc's allocator keeps up to so many freed bytes instead of returning them to the kernel.
static inline void rmad_keep_freed_memory(int bytes) {
    mallopt(M_MMAP_THRESHOLD, bytes);
    mallopt(M_TRIM_THRESHOLD, bytes);
    mallopt(M_TOP_PAD, 1 << 20);
}
