#include "CScrub.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

enum {
    page_bytes_max = 65536,
    file_header = 100,
    leaf_header = 8,
    interior_header = 12,
};

/* In a file with more pages the first byte of an overflow page, a part of the next one's number, might look like the
 * kind of a b-tree's page. With pages of 4096 bytes that is beyond 64 GiB. */
static const sqlite3_int64 pages_max = 1 << 24;

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static sqlite3_vfs layer;
static sqlite3_vfs *below;
static sqlite3_io_methods methods;
/* Those of SQLite for a database's file, once one was opened. */
static const sqlite3_io_methods *plain;

static int number(const unsigned char *two) { return two[0] << 8 | two[1]; }

/* The unused middle of a b-tree's page, between the places of its cells and the cells; 0 where it is no such page. */
static int middle(const unsigned char *page, int size, int is_first, int *from, int *to) {
    const int header = is_first ? file_header : 0;
    int bytes;
    switch (page[header]) {
    case 2: case 5: bytes = interior_header; break;
    case 10: case 13: bytes = leaf_header; break;
    default: return 0;
    }
    const int cells = number(page + header + 3);
    int content = number(page + header + 5);
    if (content == 0) content = 65536;
    *from = header + bytes + 2 * cells;
    *to = content;
    return *from <= *to && *to <= size;
}

/* The next block between the cells that no cell uses, after the one at PLACE (0: the first); 0 behind the last. */
static int next_block(const unsigned char *page, int size, int is_first, int place) {
    const int next = place ? number(page + place) : number(page + (is_first ? file_header : 0) + 1);
    if (next == 0 || next <= place || next + 4 > size) return 0;
    const int bytes = number(page + next + 2);
    return bytes >= 4 && next + bytes <= size ? next : 0;
}

int scrub_page(unsigned char *page, int size, int is_first) {
    int from, to;
    if (!middle(page, size, is_first, &from, &to)) return 0;
    memset(page + from, 0, to - from);
    for (int block = 0; (block = next_block(page, size, is_first, block));)
        memset(page + block + 4, 0, number(page + block + 2) - 4);
    return 1;
}

static int is_soiled(const unsigned char *page, int size, int is_first) {
    int from, to;
    if (!middle(page, size, is_first, &from, &to)) return 0;
    for (int place = from; place < to; place++)
        if (page[place]) return 1;
    for (int block = 0; (block = next_block(page, size, is_first, block));)
        for (int place = block + 4; place < block + number(page + block + 2); place++)
            if (page[place]) return 1;
    return 0;
}

static int is_page(int size, sqlite3_int64 offset) {
    return size >= 512 && size <= page_bytes_max && (size & (size - 1)) == 0 && offset % size == 0;
}

static int scrubbing_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset) {
    unsigned char copy[page_bytes_max];
    sqlite3_int64 bytes = 0;
    if (is_page(size, offset) && plain->xFileSize(file, &bytes) == SQLITE_OK && bytes / size < pages_max) {
        memcpy(copy, data, size);
        if (scrub_page(copy, size, offset == 0)) data = copy;
    }
    return plain->xWrite(file, data, size, offset);
}

static int scrubbing_open(sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *got) {
    (void)self;
    const int code = below->xOpen(below, name, file, flags, got);
    if (code != SQLITE_OK || !(flags & SQLITE_OPEN_MAIN_DB) || !file->pMethods) return code;
    pthread_mutex_lock(&turn);
    if (!plain) {
        methods = *file->pMethods;
        methods.xWrite = scrubbing_write;
        plain = file->pMethods;
    }
    /* A file of another kind than the first, on a file system with other locks, keeps its own ways. */
    if (file->pMethods == plain) file->pMethods = &methods;
    pthread_mutex_unlock(&turn);
    return code;
}

int scrub_register(void) {
    int code = SQLITE_OK;
    pthread_mutex_lock(&turn);
    if (!below) {
        sqlite3_vfs *found = sqlite3_vfs_find(NULL);
        if (found) {
            layer = *found;
            layer.zName = "rmad-scrubbing";
            layer.pNext = NULL;
            layer.xOpen = scrubbing_open;
            below = found;
            code = sqlite3_vfs_register(&layer, 1);
        } else {
            code = SQLITE_ERROR;
        }
    }
    pthread_mutex_unlock(&turn);
    return code;
}

static sqlite3_file *file_of(void *db) {
    sqlite3_file *file = NULL;
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK) return NULL;
    return file && file->pMethods ? file : NULL;
}

long long scrub_pages(void *db, int size) {
    sqlite3_file *file = file_of(db);
    sqlite3_int64 bytes = 0;
    if (!file || file->pMethods->xFileSize(file, &bytes) != SQLITE_OK) return -1;
    return bytes / size;
}

long long scrub_soiled_pages(void *db, int size, long long first, long long count) {
    unsigned char page[page_bytes_max];
    sqlite3_file *file = file_of(db);
    if (!file || !is_page(size, 0)) return -1;
    long long soiled = 0;
    for (long long number = first; number < first + count; number++) {
        const sqlite3_int64 offset = (number - 1) * size;
        /* A page that is written at this moment may show both: looked at again, it tells. */
        for (int look = 0; look < 3; look++) {
            const int code = file->pMethods->xRead(file, page, size, offset);
            if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) return -1;
            if (!is_soiled(page, size, number == 1)) break;
            if (look == 2) soiled++;
        }
    }
    return soiled;
}
