// Typed access to libzint: the struct is large (29 KB), so Swift holds it by pointer and reads it through these.
#pragma once
#include <zint.h>

typedef struct zint_symbol *rmad_symbol;

static inline rmad_symbol rmad_symbol_create(void) { return ZBarcode_Create(); }
static inline void rmad_symbol_delete(rmad_symbol symbol) { ZBarcode_Delete(symbol); }

// Encodes; no drawing. Every warning (a wrong check digit, a corrected height) is an error.
// A clear symbol keeps the settings of the last one, so each setting is written each time.
static inline int rmad_symbol_encode(
    rmad_symbol symbol, int symbology, int input_mode, int option_1, int option_2, int option_3,
    const unsigned char *data, int length) {
    ZBarcode_Clear(symbol);
    symbol->symbology = symbology;
    symbol->input_mode = input_mode;
    symbol->option_1 = option_1;
    symbol->option_2 = option_2;
    symbol->option_3 = option_3;
    symbol->show_hrt = 0;
    symbol->warn_level = WARN_FAIL_ALL;
    return ZBarcode_Encode(symbol, data, length);
}

static inline int rmad_symbol_rows(rmad_symbol symbol) { return symbol->rows; }
static inline int rmad_symbol_width(rmad_symbol symbol) { return symbol->width; }
static inline int rmad_symbol_module(rmad_symbol symbol, int row, int column) {
    return (symbol->encoded_data[row][column >> 3] >> (column & 7)) & 1;
}
static inline const char *rmad_symbol_error(rmad_symbol symbol) { return symbol->errtxt; }

enum {
    rmad_symbology_code128 = BARCODE_CODE128,
    rmad_symbology_gs1_128 = BARCODE_GS1_128,
    rmad_symbology_qr = BARCODE_QRCODE,
    rmad_symbology_data_matrix = BARCODE_DATAMATRIX,
    rmad_input_unicode = UNICODE_MODE,
    rmad_input_data = DATA_MODE,
    rmad_input_gs1 = GS1_MODE,
    // option_3 of a Data Matrix: squares alone, which every reader finds.
    rmad_data_matrix_square = DM_SQUARE,
    // option_3 of a QR code: mask 3 instead of weighing all eight, which would cost more than drawing the code.
    // The mask is written in the symbol and every reader takes each of them.
    rmad_qr_mask = (3 + 1) << 8,
};
