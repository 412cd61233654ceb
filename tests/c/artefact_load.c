/* Loads the library in the argument at run time, as a plug-in does, and looks up the functions whose names are the lines of
 * the input. The program is not linked with the library, so it cannot use check.h. */
#define _DEFAULT_SOURCE
#include "shared_library.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

int main(int count, char **arguments) {
    char name[256];
    int found = 0, missing = 0;
    uint32_t (*abi_version)(void) = NULL;
    void *library = count > 1 ? open_library(arguments[1]) : NULL;
    if (!library) {
        printf("it cannot be loaded\n");
        return 1;
    }
    while (fgets(name, sizeof name, stdin)) {
        void *symbol;
        name[strcspn(name, "\r\n")] = 0;
        symbol = find_function(library, name);
        if (symbol) {
            found++;
        } else {
            printf("%s is not exported\n", name);
            missing++;
        }
        if (strcmp(name, "convai_abi_version") == 0)
            memcpy(&abi_version, &symbol, sizeof abi_version);
    }
    if (!abi_version || abi_version() != 1 || !close_library(library)) {
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
