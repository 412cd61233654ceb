// Binds the functions of the library at run time, or explains why that is not possible.
#pragma once

#include "Failure.h"

namespace convai_native {

// The result of loading the library file. The module fills it in: only the engine knows the folders and how to load.
struct LoadedFile {
    std::string path;        // where the library should be, for messages; empty if it is part of the program
    bool exists = false;     // true if there is a file
    std::string problem;     // why the file was not loaded; see problem_of_file
    void *handle = nullptr;  // NULL if the file could not be loaded
    void *(*find)(void *handle, const char *name) = nullptr;  // returns the address of a function, or NULL
};

// Binds the functions of the library. Returns an empty Failure, or the reason why the library cannot be used: the file is
// missing, is for another processor, lacks functions, has another version or returns smaller structs. After a failure nothing is bound.
//
// Call it on one thread, before any other function in Core.
Failure bind_library(const LoadedFile &file);

// Unbinds the functions. Close all clients first. The file may be unloaded afterwards. Later calls return failures.
void unbind_library();

// True after bind_library has succeeded.
bool library_bound();

}  // namespace convai_native
