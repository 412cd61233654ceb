/* Libraries that the plugin must refuse. The suite builds three from this file: an unrelated library (no VERSION), one of
 * another version, and an outdated one, which has the right VERSION but no other function. */
#include <stdint.h>

#ifdef VERSION
uint32_t convai_abi_version(void) { return VERSION; }
#else
int something_else(void) { return 1; }
#endif
