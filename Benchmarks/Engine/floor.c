/* The floor that no client of libcurl gets under: the same deliveries as WebhooksBench sends, signed,
 * and nothing else: no policy, no limits, no reports.
 *
 *     floor URL count window [authorities.pem]
 *
 * Prints the rate and percentiles of the transfers' own time.
 */
#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BODY = 1024 };

static char body[BODY];
static curl_off_t *times;

static size_t drop(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes;
    (void)context;
    return size * count;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct curl_slist *headers(int number) {
    static const unsigned char key[32] = {7};
    char content[BODY + 64], line[160];
    long moment = (long)time(NULL);
    int length = snprintf(content, sizeof content, "msg_%d.%ld.%.*s", number, moment, BODY, body);
    unsigned char digest[32], text[64];
    HMAC(EVP_sha256(), key, sizeof key, (unsigned char *)content, (size_t)length, digest, NULL);
    EVP_EncodeBlock(text, digest, sizeof digest);
    struct curl_slist *list = curl_slist_append(NULL, "Content-Type: application/json");
    snprintf(line, sizeof line, "webhook-id: msg_%d", number);
    list = curl_slist_append(list, line);
    snprintf(line, sizeof line, "webhook-timestamp: %ld", moment);
    list = curl_slist_append(list, line);
    snprintf(line, sizeof line, "webhook-signature: v1,%s", text);
    return curl_slist_append(list, line);
}

static void begin(CURLM *multi, CURL *easy, const char *url, const char *authorities, int number) {
    struct curl_slist *list = headers(number);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)BODY);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, list);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
    if (authorities != NULL) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, authorities);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    curl_multi_add_handle(multi, easy);
}

static int earlier(const void *a, const void *b) {
    curl_off_t x = *(const curl_off_t *)a, y = *(const curl_off_t *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: floor URL count window [authorities.pem]\n");
        return 2;
    }
    int count = atoi(argv[2]), window = atoi(argv[3]), begun = 0, done = 0, failed = 0;
    const char *authorities = argc > 4 && argv[4][0] != '\0' ? argv[4] : NULL;
    times = calloc((size_t)count, sizeof *times);
    if (times == NULL || count < 1) return 2;
    memset(body, 'x', sizeof body);
    curl_global_init(CURL_GLOBAL_ALL);
    CURLM *multi = curl_multi_init();
    double start = seconds();
    for (; begun < window && begun < count; begun++) {
        begin(multi, curl_easy_init(), argv[1], authorities, begun);
    }
    while (done < count) {
        int running, left;
        curl_multi_perform(multi, &running);
        CURLMsg *message;
        while ((message = curl_multi_info_read(multi, &left)) != NULL) {
            CURL *easy = message->easy_handle;
            struct curl_slist *list;
            long status = 0;
            curl_easy_getinfo(easy, CURLINFO_PRIVATE, &list);
            curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
            curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &times[done]);
            if (message->data.result != CURLE_OK || status != 200) failed++;
            curl_multi_remove_handle(multi, easy);
            curl_slist_free_all(list);
            done++;
            if (begun < count) {
                curl_easy_reset(easy);
                begin(multi, easy, argv[1], authorities, begun++);
            } else {
                curl_easy_cleanup(easy);
            }
        }
        if (done < count) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    double took = seconds() - start;
    qsort(times, (size_t)count, sizeof *times, earlier);
    printf("rate=%d p50_ms=%.2f p99_ms=%.2f failed=%d\n", (int)(count / took), (double)times[count / 2] / 1e3,
           (double)times[(int)(count * 0.99)] / 1e3, failed);
    curl_multi_cleanup(multi);
    return failed > 0;
}
