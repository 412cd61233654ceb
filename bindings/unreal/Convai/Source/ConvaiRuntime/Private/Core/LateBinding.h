// From a library file to functions that can be called, or to a sentence that says why not.
#pragma once

#include "Failure.h"

namespace convai_core {

// What came of loading the file. The engine's side fills it in, as it knows the folders and how to load.
struct LoadedFile {
    std::string path;      // where the library should be; shown in messages. Empty where it is part of the program.
    bool exists = false;   // whether a file is there
    std::string problem;   // what is wrong with the file, so that it was not loaded; see problem_of_file
    void *handle = nullptr;  // NULL where it could not be loaded
    void *(*find)(void *handle, const char *name) = nullptr;  // gives a function's address, or NULL
};

// Makes the library's functions callable. Gives no failure, or why the library cannot be used: the file is missing, is
// for another machine, lacks functions, or is another version's. A failure leaves nothing bound.
//
// Call it on one thread, before anything else of this folder is used.
Failure bind_library(const LoadedFile &file);

// Forgets the library, whose file may be unloaded then. First close all clients. Calls that are made all the same
// answer with failures.
void unbind_library();

// Whether bind_library succeeded.
bool library_bound();

}  // namespace convai_core
