// The second source file.
#include "every_function.hpp"

std::size_t from_unit_b(const convai::Client &client);
std::size_t from_unit_b(const convai::Client &client) { return every_function(client, "id"); }
