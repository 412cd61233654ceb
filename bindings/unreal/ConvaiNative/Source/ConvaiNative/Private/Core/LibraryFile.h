// Checks the file of the library before the operating system loads it.
#pragma once

#include <string>

namespace convai_native {

// Describes what is wrong with the file of a shared library, as the end of a sentence. Empty if no problem is found.
//
// On Linux and Android, loading a truncated file ends the process: the loader maps the file and then reads beyond its
// end. A broken download would therefore crash the editor. On other systems this function returns an empty string.
std::string problem_of_file(const std::string &path);

}  // namespace convai_native
