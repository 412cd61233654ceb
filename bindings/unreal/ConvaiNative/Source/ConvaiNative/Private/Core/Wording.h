// Replaces names of the C API in messages by the names that Unreal users see: Blueprint pins and project settings.
#pragma once

#include <string>
#include <string_view>

namespace convai_native {

// Returns a message in which each known name in backticks is replaced: "`options.base_url` is invalid" and
// "`ClientOptions::base_url` is invalid" become "\"Base Url\" is invalid". Names that are not in the table stay as they
// are.
std::string in_unreal_words(std::string_view message);

// Returns the Unreal name of an argument such as "spec.language_codes[2]": "Language Codes[2]". Returns the argument
// itself if it is not in the table.
std::string unreal_name(std::string_view argument);

}  // namespace convai_native
