/*
 * A typical C client: the easy interface of libcurl with one handle that is reused, the mime API, cJSON, and a base64
 * decoder with a table. With -DOPENSSL_BASE64 it uses the decoder of OpenSSL. Recordings are WAV files in memory. With
 * -DFROM_SAMPLES the client also creates the file with libsndfile, or resamples with soxr.
 */

#include "bench.h"

#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef OPENSSL_BASE64
#include <openssl/evp.h>
#endif

struct reply {
    char *bytes;
    size_t len;
};

static CURL *curl;
static struct curl_slist *headers;

static size_t collect(char *piece, size_t size, size_t count, void *context) {
    struct reply *reply = context;
    size_t len = size * count;
    char *bytes = realloc(reply->bytes, reply->len + len + 1);
    if (!bytes) return 0;
    memcpy(bytes + reply->len, piece, len);
    reply->bytes = bytes;
    reply->len += len;
    bytes[reply->len] = 0;
    return len;
}

const char *client_open(const struct input *input) {
    char url[512];
    snprintf(url, sizeof url, "%s/character/getResponse", input->base_url);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    curl = curl_easy_init();
    if (!curl) return "libcurl cannot be initialised";
    headers = curl_slist_append(NULL, "CONVAI-API-KEY: " API_KEY);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 30000L);
    return NULL;
}

#ifdef OPENSSL_BASE64
static uint8_t *decode(const char *text, size_t *len) {
    size_t letters = strlen(text);
    uint8_t *bytes = malloc(letters / 4 * 3 + 3);
    int written = EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)letters);
    if (written < 0) stop("not base64");
    *len = (size_t)written;
    while (letters && text[letters - 1] == '=') letters--, (*len)--;
    return bytes;
}
#else
static uint8_t *decode(const char *text, size_t *len) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static int8_t values[256];
    if (!values['B']) {
        memset(values, -1, sizeof values);
        for (int i = 0; i < 64; i++) values[(uint8_t)letters[i]] = (int8_t)i;
    }
    uint8_t *bytes = malloc(strlen(text) / 4 * 3 + 3), *out = bytes;
    uint32_t group = 0;
    int bits = 0;
    for (; *text && *text != '='; text++) {
        int value = values[(uint8_t)*text];
        if (value < 0) stop("not base64");
        group = group << 6 | (uint32_t)value;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            *out++ = (uint8_t)(group >> bits);
        }
    }
    *len = (size_t)(out - bytes);
    return bytes;
}
#endif

#ifdef FROM_SAMPLES
#include "wav.h"

static uint8_t *recording(const struct input *input, size_t *len) {
    float *mono = mixed(input->samples, input->frames);
    uint8_t *wav = input->workload == PCM16K ? wav_by_soxr_s16(mono, input->frames, len)
                                             : wav_by_sndfile(mono, input->frames, 48000, len);
    free(mono);
    return wav;
}
#endif

#ifndef URL_ENCODED
static void add_recording(curl_mime *mime, const struct input *input) {
    curl_mimepart *part = curl_mime_addpart(mime);
    curl_mime_name(part, "file");
    curl_mime_filename(part, "audio.wav");
    curl_mime_type(part, "audio/wav");
#ifdef FROM_SAMPLES
    size_t len;
    uint8_t *wav = recording(input, &len);
    curl_mime_data(part, (const char *)wav, len);
    free(wav);
#else
    curl_mime_data(part, (const char *)input->wav, input->wav_len);
#endif
}

static curl_mime *form(const struct input *input) {
    struct { const char *name, *value; } fields[] = {
        {"charID", CHARACTER},
        {"sessionID", "-1"},
        {"voiceResponse", input->workload == AUDIO ? "True" : "False"},
        {"userText", USER_TEXT},
    };
    curl_mime *mime = curl_mime_init(curl);
    for (int i = 0; i < (input->wav ? 3 : 4); i++) {
        curl_mimepart *part = curl_mime_addpart(mime);
        curl_mime_name(part, fields[i].name);
        curl_mime_data(part, fields[i].value, CURL_ZERO_TERMINATED);
    }
    if (input->wav) add_recording(mime, input);
    return mime;
}
#endif

#ifdef URL_ENCODED
/* Sends text URL-encoded, which takes less work than the mime API. */
static CURLcode send_form(const struct input *input) {
    char body[512], *text = curl_easy_escape(curl, USER_TEXT, 0);
    snprintf(body, sizeof body, "charID=%s&sessionID=-1&voiceResponse=%s&userText=%s", CHARACTER,
             input->workload == AUDIO ? "True" : "False", text);
    curl_free(text);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    return curl_easy_perform(curl);
}
#else
static CURLcode send_form(const struct input *input) {
    curl_mime *mime = form(input);
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, NULL);
    curl_mime_free(mime);
    return code;
}
#endif

static int read_voice(const cJSON *json) {
    const cJSON *audio = cJSON_GetObjectItemCaseSensitive(json, "audio");
    if (!cJSON_IsString(audio)) return 1;
    size_t len;
    uint8_t *wav = decode(audio->valuestring, &len);
    /* The samples follow the header, so there is nothing more to do. */
    int bad = len != REPLY_WAV_BYTES || memcmp(wav, "RIFF", 4);
    free(wav);
    return bad;
}

int client_call(const struct input *input) {
    struct reply reply = {NULL, 0};
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
    CURLcode code = send_form(input);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK || status != 200) return 1;

    cJSON *json = cJSON_ParseWithLength(reply.bytes, reply.len);
    const cJSON *text = cJSON_GetObjectItemCaseSensitive(json, "text");
    int bad = !cJSON_IsString(text) || !*text->valuestring;
    if (input->workload == AUDIO) bad |= read_voice(json);
    cJSON_Delete(json);
    free(reply.bytes);
    return bad;
}

void client_close(void) {
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    curl_global_cleanup();
}
