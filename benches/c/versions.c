/* Prints the versions of the C libraries as a line of JSON. */

#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <gnu/libc-version.h>
#include <openssl/crypto.h>
#include <sndfile.h>
#include <soxr.h>
#include <stdio.h>

int main(void) {
    printf("{\"libcurl\": \"%s\", \"cJSON\": \"%s\", \"OpenSSL\": \"%s\", \"libsndfile\": \"%s\", \"soxr\": \"%s\", "
           "\"glibc\": \"%s\", \"gcc\": \"%s\"}\n",
           curl_version_info(CURLVERSION_NOW)->version, cJSON_Version(), OpenSSL_version(OPENSSL_VERSION_STRING),
           sf_version_string() + sizeof "libsndfile", soxr_version() + sizeof "libsoxr", gnu_get_libc_version(), __VERSION__);
    return 0;
}
