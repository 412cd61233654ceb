// The header after the macros of engines and systems: each breaks the build where the header uses its name.

// Unreal, and macOS's AssertMacros.h.
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
// A debug allocator's.
#define free(pointer) @
#define malloc(size) @

#include <convai.hpp>

#include "everything.hpp"

int main() { return everything(convai::Client(), "id") == 0 ? 1 : 0; }
