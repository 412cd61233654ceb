/// @file
/// Part of convai.hpp: what the other headers need of the compiler.

#ifndef CONVAI_CPP_CONFIG_HPP
#define CONVAI_CPP_CONFIG_HPP

#ifdef _MSVC_LANG
static_assert(_MSVC_LANG >= 201703L, "convai.hpp needs C++17: compile with /std:c++17 or later");
#else
static_assert(__cplusplus >= 201703L, "convai.hpp needs C++17: compile with -std=c++17 or later");
#endif

/// @cond

// CONVAI_CPP_EXCEPTIONS changes classes. An inline namespace for each setting keeps the two apart where source files of one
// program differ in it: they can be linked, and a type of one setting is not taken for that of the other.
#ifdef CONVAI_CPP_EXCEPTIONS
#define CONVAI_CPP_BEGIN namespace convai { inline namespace exceptions {
#else
#define CONVAI_CPP_BEGIN namespace convai { inline namespace no_exceptions {
#endif
#define CONVAI_CPP_END }}

// Tells compilers that know it that a view depends on the object that returned it: they warn about views that dangle.
#ifdef __has_cpp_attribute
#if __has_cpp_attribute(clang::lifetimebound)
#define CONVAI_CPP_LIFETIMEBOUND [[clang::lifetimebound]]
#elif __has_cpp_attribute(msvc::lifetimebound)
#define CONVAI_CPP_LIFETIMEBOUND [[msvc::lifetimebound]]
#endif
#endif
#ifndef CONVAI_CPP_LIFETIMEBOUND
#define CONVAI_CPP_LIFETIMEBOUND
#endif

/// @endcond

#endif  // CONVAI_CPP_CONFIG_HPP
