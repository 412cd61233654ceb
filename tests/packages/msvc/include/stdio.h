/* What examples/c/talk.c uses of the standard library, for the ABI of MSVC. MSVC's own headers are not to be had on Linux. */
#pragma once
#include <stddef.h>

typedef struct {
    void *of_msvcrt[6];
} FILE;

FILE *__iob_func(void);
#define stderr (&__iob_func()[2])

int printf(const char *format, ...);
int fprintf(FILE *file, const char *format, ...);
int _snprintf(char *out, size_t size, const char *format, ...);
#define snprintf _snprintf
FILE *fopen(const char *path, const char *mode);
size_t fread(void *out, size_t size, size_t count, FILE *file);
size_t fwrite(const void *from, size_t size, size_t count, FILE *file);
int fclose(FILE *file);
