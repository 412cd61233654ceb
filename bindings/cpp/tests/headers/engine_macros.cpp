// The header after macros of engines and systems. A header that uses one of these names does not compile.

// Unreal Engine, and AssertMacros.h of macOS.
#define check(expression) @
#define checkf(expression, ...) @
#define verify(expression) @
#define ensure(expression) @
#define TEXT(text) @
#define PI @
#define min(left, right) @
#define max(left, right) @
#define require(expression, label) @
// windows.h.
#define ERROR @
#define DELETE @
#define IN @
#define OUT @
#define TRUE @
#define FALSE @
#define VOID @
#define CONST @
#define interface @
#define small @
#define near @
#define far @
#define GetMessage @
#define SendMessage @
// X11.
#define None @
#define Status @
#define Success @
#define Bool @
#define True @
#define False @
#define Always @
// Debug allocators.
#define free(pointer) @
#define malloc(size) @

#include <convai.hpp>

#include "every_function.hpp"

int main() { return every_function(convai::Client(), "id") == 0 ? 1 : 0; }
