// The first of two source files of one program. Both include the header.
#include "every_function.hpp"

std::size_t from_unit_b(const convai::Client &client);

int main() {
    const convai::Client empty;
    return every_function(empty, "id") == from_unit_b(empty) ? 0 : 1;
}
