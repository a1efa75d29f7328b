#ifndef CCUPS_SHIM_H
#define CCUPS_SHIM_H

/* libcups: IPP and HTTP. Debian ships no cups.pc: the module map names the library. */

#include <stddef.h>
#include <cups/cups.h>

/* Nobody sits at a terminal to be asked for a password. */
static const char *ccups_no_password(const char *prompt, http_t *http, const char *method, const char *resource,
                                     void *user_data) {
    (void)prompt, (void)http, (void)method, (void)resource, (void)user_data;
    return NULL;
}

/* libcups keeps the callback for each thread. */
static inline void ccups_never_ask_for_passwords(void) {
    cupsSetPasswordCB2(ccups_no_password, NULL);
}

#endif
