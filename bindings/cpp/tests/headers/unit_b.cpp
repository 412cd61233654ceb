// The other of the two.
#include "everything.hpp"

std::size_t from_unit_b(const convai::Client &client);
std::size_t from_unit_b(const convai::Client &client) { return everything(client, "id"); }
