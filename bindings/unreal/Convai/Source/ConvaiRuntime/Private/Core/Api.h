// The C++ wrapper of the library, as this module sees it. Everything in Core includes the library through this file.
#pragma once

// Set by ConvaiLibrary.Build.cs. 1: nothing is linked; the functions of convai.h are looked up in the library once it is
// loaded (see LateBinding.h), so that a missing file is a message and not a module that cannot be loaded. 0: the import
// library (Windows, delay-loaded) or the framework (iOS) is linked.
#ifndef CONVAI_LATE_BINDING
#error "CONVAI_LATE_BINDING is not defined: ConvaiRuntime.Build.cs has to depend on ConvaiLibrary"
#endif

// A module called Convai would bring a CONVAI_API of its own, with another meaning.
#ifdef CONVAI_API
#error "CONVAI_API is defined already: no module that includes convai.h may be called Convai"
#endif

// With late binding this module defines the functions itself. They must not be seen from outside, where they would
// stand in for the library's own.
#if CONVAI_LATE_BINDING
#ifdef _WIN32
#define CONVAI_API
#else
#define CONVAI_API __attribute__((visibility("hidden")))
#endif
#endif

#include <convai.hpp>
