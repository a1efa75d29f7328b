/* Keeps what is not in the ledger any more out of its file.
 *
 * SQLite's secure_delete overwrites cells and pages that are freed. What it leaves is the copy that stays behind when
 * cells move from one page to its neighbour: the unused middle of the old page still shows them. So a thin layer over
 * SQLite's own file layer looks at each page of a database on its way to the disk, and overwrites with zeros what no
 * cell of it uses. What SQLite reads from the page is the same: by its file format those bytes mean nothing.
 */
#ifndef CSCRUB_H
#define CSCRUB_H

/* From now on every database of this process is written so. Can be repeated. 0, or SQLite's code of the error. */
int scrub_register(void);

/* Overwrites what a page of a b-tree does not use. 1: done; 0: it is no such page, and stays as it is.
 * IS_FIRST: it is the first page of its file, which begins with the file's header. */
int scrub_page(unsigned char *page, int size, int is_first);

/* How many pages in the file of DB (a sqlite3 *) show something in bytes that are not used. They are read through the
 * connection's own file, without a lock:
 * FIRST is the number of the page to begin with, from 1, and COUNT how many are looked at.
 * -1: the file could not be read. */
long long scrub_soiled_pages(void *db, int size, long long first, long long count);

/* How many pages the file of DB (a sqlite3 *) has; -1: not known. */
long long scrub_pages(void *db, int size);

#endif
