// Includes the C++ wrapper of the library, with the settings that this module needs. All files in Core include the
// wrapper through this header.
#pragma once

// ConvaiNativeLibrary.Build.cs defines this macro.
//
// 1: The library is not linked. LateBinding.h looks up each function of convai.h after the library is loaded. A missing
//    file then leads to an error message; the module itself still loads.
// 0: The import library (Windows, delay-loaded) or the framework (iOS) is linked.
#ifndef CONVAINATIVE_LATE_BINDING
#error "CONVAINATIVE_LATE_BINDING is not defined: add ConvaiNativeLibrary to the dependencies in ConvaiNative.Build.cs"
#endif

// Unreal Engine defines CONVAI_API for a module called Convai and for the modules that depend on it. convai.h uses the
// same macro for another purpose.
#ifdef CONVAI_API
#error "CONVAI_API is already defined: remove the dependency on a module called Convai from this module"
#endif

// With late binding, this module defines the functions of convai.h. They are hidden, because the dynamic linker would
// otherwise let them replace the functions of the library.
#if CONVAINATIVE_LATE_BINDING
#ifdef _WIN32
#define CONVAI_API
#else
#define CONVAI_API __attribute__((visibility("hidden")))
#endif
#endif

#include <convai.hpp>
