/* The helper of a program that is linked with /DELAYLOAD: the linker calls it at the first call of each function of the DLL. MSVC
 * has it in delayimp.lib, which is not to be had on Linux. Ends the program with 100 if the DLL or a function is missing. */
#include <stddef.h>
#include <stdint.h>

__declspec(dllimport) __declspec(noreturn) void __stdcall ExitProcess(unsigned code);
__declspec(dllimport) void *__stdcall LoadLibraryA(const char *name);
__declspec(dllimport) void *__stdcall GetProcAddress(void *module, const char *name);

/* The delay import table of the PE format. The linker writes addresses relative to the image. */
typedef struct delayed_dll {
    uint32_t attributes, name, module, functions, names, bound, unload, timestamp;
} delayed_dll;

/* Defined by the linker: the beginning of the image. */
extern const char __ImageBase[];

void *__delayLoadHelper2(const delayed_dll *dll, void **function);

void *__delayLoadHelper2(const delayed_dll *dll, void **function) {
    void **functions = (void **)(uintptr_t)(__ImageBase + dll->functions);
    const uint64_t *names = (const uint64_t *)(const void *)(__ImageBase + dll->names);
    /* A name follows a number of two bytes. */
    const char *name = __ImageBase + names[function - functions] + 2;
    void *module = LoadLibraryA(__ImageBase + dll->name);
    void *found = module ? GetProcAddress(module, name) : NULL;
    if (!found)
        ExitProcess(100);
    *function = found;
    return found;
}
