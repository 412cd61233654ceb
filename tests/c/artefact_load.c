/* Loads the library in the argument at run time, as a plug-in does, and looks up the functions whose names are the lines of
 * the input. The program is not linked with the library, so it cannot use check.h. */
#define _DEFAULT_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#if defined(_WIN32)
#include <windows.h>
#define OPEN(path) ((void *)LoadLibraryA(path))
#define SYMBOL(library, name) ((void *)GetProcAddress((HMODULE)(library), (name)))
#define CLOSE(library) (!FreeLibrary((HMODULE)(library)))
#define PROBLEM "it cannot be loaded"
#else
#include <dlfcn.h>
#define OPEN(path) dlopen((path), RTLD_NOW | RTLD_LOCAL)
#define SYMBOL(library, name) dlsym((library), (name))
#define CLOSE(library) dlclose(library)
#define PROBLEM dlerror()
#endif

int main(int count, char **arguments) {
    char name[256];
    int found = 0, missing = 0;
    uint32_t (*abi_version)(void) = NULL;
    void *library = count > 1 ? OPEN(arguments[1]) : NULL;
    if (!library) {
        printf("%s\n", PROBLEM);
        return 1;
    }
    while (fgets(name, sizeof name, stdin)) {
        void *symbol;
        name[strcspn(name, "\r\n")] = 0;
        symbol = SYMBOL(library, name);
        if (symbol) {
            found++;
        } else {
            printf("%s is not exported\n", name);
            missing++;
        }
        if (strcmp(name, "convai_abi_version") == 0)
            memcpy(&abi_version, &symbol, sizeof abi_version);
    }
    if (!abi_version || abi_version() != 1 || CLOSE(library) != 0) {
        printf("convai_abi_version or closing the library fails\n");
        missing++;
    }
#if defined(RTLD_NOLOAD) && defined(__linux__)
    /* The library stays mapped: its code can still be called. */
    library = dlopen(arguments[1], RTLD_NOW | RTLD_NOLOAD);
    if (!library || abi_version() != 1) {
        printf("it was unmapped\n");
        missing++;
    }
#endif
    if (missing == 0)
        printf("%d checks passed\n", found);
    return missing != 0;
}
