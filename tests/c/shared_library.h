/* Loads a library while the program runs, on POSIX and on Windows. */
#ifndef SHARED_LIBRARY_H
#define SHARED_LIBRARY_H

#include <string.h>

#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#undef DELETE
/* Windows wants its own separators in the path of a library. */
static inline void *open_library(const char *path) {
    char native[MAX_PATH] = "";
    size_t i;
    for (i = 0; path[i] && i < sizeof native - 1; i++)
        native[i] = path[i] == '/' ? '\\' : path[i];
    return (void *)LoadLibraryA(native);
}

static inline void *find_function(void *library, const char *name) {
    FARPROC function = GetProcAddress((HMODULE)library, name);
    void *pointer;
    memcpy(&pointer, &function, sizeof pointer);
    return pointer;
}

static inline int close_library(void *library) { return FreeLibrary((HMODULE)library) != 0; }
#else
#include <dlfcn.h>
static inline void *open_library(const char *path) { return dlopen(path, RTLD_NOW | RTLD_LOCAL); }

static inline void *find_function(void *library, const char *name) { return dlsym(library, name); }

static inline int close_library(void *library) { return dlclose(library) == 0; }
#endif

#endif
