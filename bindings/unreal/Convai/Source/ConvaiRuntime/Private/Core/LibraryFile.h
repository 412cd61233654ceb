// Looks at the library's file before the system loads it.
#pragma once

#include <string>

namespace convai_core {

// Says what is wrong with a shared library's file, as the end of a sentence; empty where nothing is known to be. On Linux
// and Android a file that was cut short, by a broken download for instance, would otherwise end the whole editor: the
// system's loader maps it and then touches what is not there.
std::string problem_of_file(const std::string &path);

}  // namespace convai_core
