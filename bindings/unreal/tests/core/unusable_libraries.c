/* Libraries that the plugin must refuse. The suite builds four from this file: an unrelated library (no VERSION), one of
 * another version, an outdated one, which has the right VERSION but no other function, and one whose structs are smaller
 * (SIZES), with the other functions added by the suite. */
#include <stddef.h>
#include <stdint.h>

#ifdef VERSION
uint32_t convai_abi_version(void) { return VERSION; }
#ifdef SIZES
size_t convai_struct_size(const char *name) { return name ? 8 : 0; }
#endif
#else
int something_else(void) { return 1; }
#endif
