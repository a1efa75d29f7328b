#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H

/* The few one-shot functions of OpenSSL 3 that rmad needs, each with plain C types.
 * Every function returns 1 for success and 0 for failure unless it says otherwise. */

#include <limits.h>
#include <openssl/crypto.h>
#include <stddef.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

/* HMAC-SHA256 (RFC 2104). `digest` has room for 32 bytes. */
static inline int copenssl_hmac_sha256(const unsigned char *key, size_t key_length,
                                       const unsigned char *data, size_t data_length,
                                       unsigned char *digest) {
    unsigned int digest_length = 0;
    if (key_length > INT_MAX) return 0;
    return HMAC(EVP_sha256(), key, (int)key_length, data, data_length, digest, &digest_length) != NULL
        && digest_length == SHA256_DIGEST_LENGTH;
}

/* SHA-256 (FIPS 180-4). `digest` has room for 32 bytes. */
static inline int copenssl_sha256(const unsigned char *data, size_t data_length, unsigned char *digest) {
    return SHA256(data, data_length, digest) != NULL;
}

/* SHA-256 of what comes piece by piece. NULL: without memory. */
static inline EVP_MD_CTX *copenssl_sha256_begin(void) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
        EVP_MD_CTX_free(context);
        return NULL;
    }
    return context;
}

static inline int copenssl_sha256_add(EVP_MD_CTX *context, const void *data, size_t length) {
    return EVP_DigestUpdate(context, data, length);
}

/* `digest` has room for 32 bytes; frees the context. */
static inline int copenssl_sha256_end(EVP_MD_CTX *context, unsigned char *digest) {
    int made = EVP_DigestFinal_ex(context, digest, NULL);
    EVP_MD_CTX_free(context);
    return made;
}

/* Whether two secrets are equal, in a time that does not tell where they differ. */
static inline int copenssl_is_equal(const unsigned char *left, const unsigned char *right, size_t length) {
    return CRYPTO_memcmp(left, right, length) == 0;
}

/* Bytes fit for keys, from the library's seeded generator. */
static inline int copenssl_random_bytes(unsigned char *bytes, size_t count) {
    return count <= INT_MAX && RAND_bytes(bytes, (int)count) == 1;
}

/* Base64 (RFC 4648, with padding). `text` has room for 4 * ((length + 2) / 3) + 1 bytes.
 * Returns the text's length without the final zero byte. */
static inline int copenssl_base64_encode(const unsigned char *bytes, int length, unsigned char *text) {
    return EVP_EncodeBlock(text, bytes, length);
}

/* `bytes` has room for 3 * (length / 4) bytes. Padding decodes as zero bytes, and white space at
 * the ends is passed over: encode the result again to be sure. Returns the count, or -1. */
static inline int copenssl_base64_decode(const unsigned char *text, int length, unsigned char *bytes) {
    return EVP_DecodeBlock(bytes, text, length);
}

/* The public key (32 bytes) of an Ed25519 seed (32 bytes), RFC 8032. */
static inline int copenssl_ed25519_public(const unsigned char *seed, unsigned char *public_key) {
    size_t length = 32;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
    int made = key != NULL && EVP_PKEY_get_raw_public_key(key, public_key, &length) == 1 && length == 32;
    EVP_PKEY_free(key);
    return made;
}

/* The Ed25519 signature of `data` under a seed. `signature` has room for 64 bytes. */
static inline int copenssl_ed25519_sign(const unsigned char *seed, const unsigned char *data, size_t data_length,
                                        unsigned char *signature) {
    size_t length = 64;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int made = key != NULL && context != NULL && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1
        && EVP_DigestSign(context, signature, &length, data, data_length) == 1 && length == 64;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return made;
}

#endif
