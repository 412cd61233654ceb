/* Libraries that are not the one that the plugin needs. The suite builds three from this file: with nothing defined,
 * with VERSION alone set to another number, and with VERSION set to the right one but nothing else in it. */
#include <stdint.h>

#ifdef VERSION
uint32_t convai_abi_version(void) { return VERSION; }
#else
int something_else(void) { return 1; }
#endif
